import { checkOutline as check } from './chunking.ts';

describe('chunks of code', () => {
  it('of TypeScript: functions, constants, types, classes with their members', () =>
    check(
      'a.ts',
      [
        "import { readFile } from 'node:fs/promises';",
        "import { join } from 'node:path';",
        '',
        '/** Adds. */',
        'export function add(a: number, b: number): number {',
        '  return a + b;',
        '}',
        'export const double = (value: number): number => add(value, value) + add(0, 0);',
        'export interface Shape { readonly area: number; readonly name: string; readonly id: number }',
        '',
        '@sealed',
        'export class Circle {',
        '  constructor(private readonly radius: number, private readonly name: string) {}',
        '  /** Square units. */',
        '  @cached',
        '  area(): number {',
        '    return Math.PI * this.radius * this.radius;',
        '  }',
        '}',
      ],
      ['1-2 -', '4-7 add', '8 double', '9 Shape', '11-13 Circle › constructor', '14-19 Circle › area'],
    ));

  it('of TSX: components', () =>
    check(
      'a.tsx',
      [
        'export function Button({ label, onClick }: Props): Element {',
        '  return <button onClick={onClick}>{label}</button>;',
        '}',
        'export const Panel: Component = ({ children, title }) => <div className="panel" title={title}>{children}</div>;',
      ],
      ['1-3 Button', '4 Panel'],
    ));

  it('of JavaScript: functions assigned to exports and prototypes', () =>
    check(
      'a.js',
      [
        'exports.first = function (a, b, c) {',
        '  return a + b + c;',
        '};',
        'Queue.prototype.push = function (item) { this.items.push(item); return this; };',
        'class Stack extends Queue {',
        '  pop() { return this.items.length > 0 ? this.items.pop() : null; }',
        '  peek() { return this.items[this.items.length - 1] ?? undefined; }',
        '}',
      ],
      ['1-3 exports › first', '4 Queue › prototype › push', '5-6 Stack › pop', '7-8 Stack › peek'],
    ));

  it('of JavaScript: documentation with a blank line below it, but not that of the file', () =>
    check(
      'a.js',
      [
        '/**',
        ' * @fileoverview Views, and where they are looked up by their names when they are rendered.',
        ' */',
        '',
        '/**',
        ' * Looks a view up by its name, in the root folders one after the other, and with each extension.',
        ' */',
        '',
        'View.prototype.lookup = function lookup(name) {',
        '  return this.roots.map((root) => root + name);',
        '};',
        '',
        '// Nothing is known of what follows, nor whether it belongs to what is written here above it.',
        '',
        'function render(view) { return view.engine(view.path, view.options, view.callback); }',
      ],
      ['1-3 -', '5-11 View › prototype › lookup', '13 -', '15 render'],
      60,
    ));

  it('of Python: decorators, methods, nested classes', () =>
    check(
      'a.py',
      [
        'import os',
        '',
        '@cache',
        'def load(path, mode, encoding=None):',
        '    """Reads."""',
        '    return open(path, mode)',
        '',
        'class Repo:',
        '    """A repository of things that are kept in a folder on a disk for a while, and then some more."""',
        '    def get(self, key, fallback=None):',
        '        return self.things.get(key, fallback)',
        '    class Entry:',
        '        def touch(self, when, by, why, how):',
        '            self.when, self.by = when, by',
      ],
      ['1-6 load', '8-9 Repo', '10-11 Repo › get', '12-14 Repo › Entry'],
    ));

  it('of Go: receivers are owners', () =>
    check(
      'a.go',
      [
        'package queue',
        '',
        '// Queue holds items in order, oldest first, up to a limit of many.',
        'type Queue struct {',
        '\titems []string',
        '}',
        '',
        '// Push adds.',
        'func (q *Queue) Push(item string) {',
        '\tq.items = append(q.items, item)',
        '}',
        'func New(limit int, name string) *Queue { return &Queue{limit: limit} }',
      ],
      ['1-6 Queue', '8-11 Queue › Push', '12 New'],
    ));

  it('of Java: classes inside packages, annotations, constructors', () =>
    check(
      'A.java',
      [
        'package shapes;',
        'import java.util.List;',
        '/** A shape of some kind that can be measured, named and drawn on a screen. */',
        'public class Shape {',
        '  private final double width;',
        '  public Shape(double width, double height) { this.width = width; this.height = height; }',
        '  @Override',
        '  public String toString() { return "Shape " + this.width + " by " + this.height; }',
        '}',
      ],
      ['1-4 Shape', '5-6 Shape › Shape', '7-9 Shape › toString'],
    ));

  it('of Rust: impl blocks belong to their type', () =>
    check(
      'a.rs',
      [
        'use std::fmt;',
        '/// A point in the plane, in units of the screen, from the top left corner.',
        '#[derive(Debug)]',
        'pub struct Point { x: i32 }',
        'impl fmt::Display for Point {',
        '    /// W.',
        '    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result { todo() }',
        '}',
        'mod inner {',
        '    pub fn help(a: i32, b: i32, c: i32) -> i32 { a + b + c }',
        '    pub fn more(a: i32, b: i32, c: i32) -> i32 { a * b * c }',
        '}',
      ],
      ['1 -', '2-4 Point', '5-8 Point', '9-10 inner › help', '11-12 inner › more'],
    ));

  it('of C: pointers and prototypes keep their names', () =>
    check(
      'a.c',
      [
        '#include <stdio.h>',
        '#include <stdlib.h>',
        '/* Copies. */',
        'char *copy_text(const char *text, size_t length)',
        '{',
        '  return strndup(text, length);',
        '}',
        'typedef struct { int width; int height; int depth; int weight; } box_t;',
        '#define MAX_ITEMS_OF_ALL_KINDS 100',
        '#ifdef DEBUG',
        'static void dump(struct node *node, int depth, FILE *out) { print(node, depth, out); }',
        '#endif',
      ],
      ['1-2 -', '3-7 copy_text', '8 box_t', '9-12 dump'],
    ));

  it('of C++: namespaces, templates, methods defined outside', () =>
    check(
      'a.cpp',
      [
        'namespace shapes {',
        'template <typename T>',
        'T largest(const T& a, const T& b) { return a < b ? b : a; }',
        'class Circle : public Shape {',
        ' public:',
        '  double area() const override { return 3.14 * radius_ * radius_; }',
        '  explicit Circle(double radius, const char* name) : radius_(radius), name_(name) {}',
        '};',
        '}',
        'double shapes::Square::area(int scale) const { return side_ * side_ * scale; }',
      ],
      [
        '1-3 shapes › largest',
        '4-6 shapes › Circle › area',
        '7-9 shapes › Circle › Circle',
        '10 shapes › Square › area',
      ],
    ));

  it('of C++: members of templates, whose arguments stay whole', () =>
    check(
      'a.cpp',
      [
        'template <> auto facet<std::locale>::put(int value, int width) const -> bool { return value > width; }',
        'template <typename K, typename V>',
        'V Map<K, V>::get(K key, int generation) const { return find(key, generation); }',
        'std::string Map<int, int>::name(int a, int b, int c, int d) { return "map"; }',
      ],
      ['1 facet<std::locale> › put', '2-3 Map<K, V> › get', '4 Map<int, int> › name'],
    ));

  it('of C#: namespaces, properties, attributes', () =>
    check(
      'A.cs',
      [
        'using System;',
        'namespace Shapes {',
        '  /// <summary>Round.</summary>',
        '  public class Circle : Shape {',
        '    public double Radius { get; private set; } = 1.0 + 2.0 + 3.0;',
        '    [Obsolete("because", true)]',
        '    public double Area(double scale) { return Math.PI * Radius * Radius * scale; }',
        '  }',
        '}',
      ],
      ['1-4 Shapes › Circle', '5 Shapes › Circle › Radius', '6-9 Shapes › Circle › Area'],
    ));
});
