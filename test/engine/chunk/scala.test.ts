import { checkOutline } from './chunking.ts';

describe('chunks of Scala', () => {
  it('are enumerations, instances, extensions and bodies without braces', async () => {
    const lines = [
      'package shapes',
      '',
      '/** How a shape is filled. */',
      'enum Filling(val code: Int):',
      '  case None extends Filling(0)',
      '  case Full, Half',
      '  def isVisible: Boolean = this != None',
      '',
      'given byArea: Ordering[Shape] with',
      '  def compare(a: Shape, b: Shape): Int = a.area.compare(b.area)',
      '',
      'extension (shape: Shape)',
      '  def twice: Shape = shape.scaledBy(2)',
      '  def thrice: Shape = shape.scaledBy(3)',
      '',
      'trait Shape:',
      '  def area: Double',
      '  def scaledBy(factor: Double): Shape',
      'end Shape',
      '',
      '@main def run(): Unit = println("shapes of all kinds")',
    ];
    await checkOutline(
      'Shapes.scala',
      lines,
      [
        '1-4 Filling',
        '5-7 Filling › isVisible',
        '9 byArea',
        '10 byArea › compare',
        '12-13 twice',
        '14 thrice',
        '16-19 Shape',
        '21 run',
      ],
      24,
    );
  });

  it('have the comments that stand above them, though indentation ends what is above these', async () => {
    const lines = [
      'object A:',
      '  def one(x: Int): Int =',
      '    val y = x + 1 + 2 + 3 + 4 + 5',
      '    y + 2',
      '',
      '  /** Of two. */',
      '  def two(x: Int): Int =',
      '    val y = x + 1 + 2 + 3 + 4 + 5',
      '    y + 2',
      '    // Of y.',
      '',
      '/** Of B. */',
      'class B:',
      '  val z = List(1, 2, 3, 4, 5, 6, 7, 8)',
    ];
    await checkOutline('A.scala', lines, ['1-4 A › one', '6-10 A › two', '12-14 B']);
  });

  it('are the members of what a value or a function makes', async () => {
    const lines = [
      'trait Instances {',
      '  implicit val forSet: Monoid[Set[Int]] =',
      '    new Monoid[Set[Int]] with Ordered {',
      '      def empty: Set[Int] = Set.empty',
      '      def combine(x: Set[Int], y: Set[Int]): Set[Int] = x | y',
      '    }',
      '',
      '  implicit def forList[A]: Monoid[List[A]] = new Monoid[List[A]] {',
      '    def empty: List[A] = Nil',
      '    def combine(x: List[A], y: List[A]): List[A] = x ::: y',
      '  }',
      '',
      '  def made(): Shape = new Shape(1, 2, 3, 4)',
      '}',
    ];
    await checkOutline(
      'Instances.scala',
      lines,
      [
        '1-3 Instances › forSet',
        '4 Instances › forSet › empty',
        '5-6 Instances › forSet › combine',
        '8 Instances › forList',
        '9 Instances › forList › empty',
        '10-11 Instances › forList › combine',
        '13-14 Instances › made',
      ],
      30,
    );
  });
});
