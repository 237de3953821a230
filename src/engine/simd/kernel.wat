;; The inner loop of every comparison; `npm run simd` compiles it into kernelBytes.ts. It is written out, with the query in
;; locals, because the worker runs WebAssembly without its optimising compiler: rolled up it takes twice as long there.
(module
  (import "env" "memory" (memory 1))

  ;; Products of one row with others, all of int8.
  ;;   $query   the one, widened to int16
  ;;   $rows    the first of the others
  ;;   $size    of a row: a multiple of 128
  ;;   $places  0: the rows that follow one another; else where the numbers, int32, of those that are meant stand
  ;;   $out     int32, one a row
  (func (export "products")
    (param $query i32) (param $rows i32) (param $size i32) (param $places i32) (param $count i32) (param $out i32)
    (local $from i32) (local $at i32) (local $place i32) (local $row i32) (local $product i32)
    (local $sum i32) (local $a v128) (local $b v128)
    (local $q0 v128) (local $q1 v128) (local $q2 v128) (local $q3 v128)
    (local $q4 v128) (local $q5 v128) (local $q6 v128) (local $q7 v128)
    (local $q8 v128) (local $q9 v128) (local $q10 v128) (local $q11 v128)
    (local $q12 v128) (local $q13 v128) (local $q14 v128) (local $q15 v128)
    (if (i32.eqz (local.get $count)) (then (return)))
    (memory.fill (local.get $out) (i32.const 0) (i32.shl (local.get $count) (i32.const 2)))
    (loop $part
      (local.set $q0 (v128.load offset=0 (local.get $query)))
      (local.set $q1 (v128.load offset=16 (local.get $query)))
      (local.set $q2 (v128.load offset=32 (local.get $query)))
      (local.set $q3 (v128.load offset=48 (local.get $query)))
      (local.set $q4 (v128.load offset=64 (local.get $query)))
      (local.set $q5 (v128.load offset=80 (local.get $query)))
      (local.set $q6 (v128.load offset=96 (local.get $query)))
      (local.set $q7 (v128.load offset=112 (local.get $query)))
      (local.set $q8 (v128.load offset=128 (local.get $query)))
      (local.set $q9 (v128.load offset=144 (local.get $query)))
      (local.set $q10 (v128.load offset=160 (local.get $query)))
      (local.set $q11 (v128.load offset=176 (local.get $query)))
      (local.set $q12 (v128.load offset=192 (local.get $query)))
      (local.set $q13 (v128.load offset=208 (local.get $query)))
      (local.set $q14 (v128.load offset=224 (local.get $query)))
      (local.set $q15 (v128.load offset=240 (local.get $query)))
      (local.set $at (i32.const 0))
      (loop $next
        (local.set $place (local.get $at))
        (if (local.get $places)
          (then
            (local.set $place
              (i32.load (i32.add (local.get $places) (i32.shl (local.get $at) (i32.const 2)))))))
        (local.set $row
          (i32.add
            (i32.add (local.get $rows) (local.get $from))
            (i32.mul (local.get $place) (local.get $size))))
        ;; Two sums: one would wait for itself at every step.
        (local.set $a (i32x4.dot_i16x8_s (local.get $q0) (v128.load8x8_s offset=0 (local.get $row))))
        (local.set $b (i32x4.dot_i16x8_s (local.get $q1) (v128.load8x8_s offset=8 (local.get $row))))
        (local.set $a (i32x4.add (local.get $a) (i32x4.dot_i16x8_s (local.get $q2) (v128.load8x8_s offset=16 (local.get $row)))))
        (local.set $b (i32x4.add (local.get $b) (i32x4.dot_i16x8_s (local.get $q3) (v128.load8x8_s offset=24 (local.get $row)))))
        (local.set $a (i32x4.add (local.get $a) (i32x4.dot_i16x8_s (local.get $q4) (v128.load8x8_s offset=32 (local.get $row)))))
        (local.set $b (i32x4.add (local.get $b) (i32x4.dot_i16x8_s (local.get $q5) (v128.load8x8_s offset=40 (local.get $row)))))
        (local.set $a (i32x4.add (local.get $a) (i32x4.dot_i16x8_s (local.get $q6) (v128.load8x8_s offset=48 (local.get $row)))))
        (local.set $b (i32x4.add (local.get $b) (i32x4.dot_i16x8_s (local.get $q7) (v128.load8x8_s offset=56 (local.get $row)))))
        (local.set $a (i32x4.add (local.get $a) (i32x4.dot_i16x8_s (local.get $q8) (v128.load8x8_s offset=64 (local.get $row)))))
        (local.set $b (i32x4.add (local.get $b) (i32x4.dot_i16x8_s (local.get $q9) (v128.load8x8_s offset=72 (local.get $row)))))
        (local.set $a (i32x4.add (local.get $a) (i32x4.dot_i16x8_s (local.get $q10) (v128.load8x8_s offset=80 (local.get $row)))))
        (local.set $b (i32x4.add (local.get $b) (i32x4.dot_i16x8_s (local.get $q11) (v128.load8x8_s offset=88 (local.get $row)))))
        (local.set $a (i32x4.add (local.get $a) (i32x4.dot_i16x8_s (local.get $q12) (v128.load8x8_s offset=96 (local.get $row)))))
        (local.set $b (i32x4.add (local.get $b) (i32x4.dot_i16x8_s (local.get $q13) (v128.load8x8_s offset=104 (local.get $row)))))
        (local.set $a (i32x4.add (local.get $a) (i32x4.dot_i16x8_s (local.get $q14) (v128.load8x8_s offset=112 (local.get $row)))))
        (local.set $b (i32x4.add (local.get $b) (i32x4.dot_i16x8_s (local.get $q15) (v128.load8x8_s offset=120 (local.get $row)))))
        (local.set $a (i32x4.add (local.get $a) (local.get $b)))
        (local.set $a
          (i32x4.add
            (local.get $a)
            (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7 (local.get $a) (local.get $a))))
        (local.set $product
          (i32.add (i32x4.extract_lane 0 (local.get $a)) (i32x4.extract_lane 1 (local.get $a))))
        (local.set $sum (i32.add (local.get $out) (i32.shl (local.get $at) (i32.const 2))))
        (i32.store (local.get $sum) (i32.add (i32.load (local.get $sum)) (local.get $product)))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br_if $next (i32.lt_u (local.get $at) (local.get $count))))
      (local.set $query (i32.add (local.get $query) (i32.const 256)))
      (local.set $from (i32.add (local.get $from) (i32.const 128)))
      (br_if $part (i32.lt_u (local.get $from) (local.get $size)))))
)
