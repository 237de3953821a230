import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { createChunker } from '../../../src/engine/chunk/chunker.ts';
import { GRAMMARS, checkOutline, chunksOf, countTokens, outline } from './chunking.ts';

const added = [
  'module A where',
  'import Data.List (sort, nub, group, intercalate, foldl, zip)',
  '',
  '-- | Adds.',
  'add :: Int -> Int -> Int',
  'add a 0 = a + 0 + 0 + 0 + 0',
  'add a b = a + b + 0',
  '  where c = 1',
  '',
  'data Shape = Circle { radius :: Double, name :: String, id :: Int }',
  '  deriving (Show, Eq)',
];

describe('chunks of Haskell', () => {
  const names = async (text: string): Promise<readonly string[]> => {
    const [chunk] = await chunksOf('A.hs', `${text}\n`);
    return [...(chunk?.trail ?? []), chunk?.symbol ?? '-', ...(chunk?.alsoDeclares ?? [])];
  };

  it('are a signature with its equations and the comment above', async () => {
    await checkOutline('A.hs', added, ['1-2 A', '4-8 add', '10-11 Shape'], 60);
    await checkOutline(
      'A.hs',
      [
        '{- | Parses',
        '   digits. -}',
        'digits, signs :: String -> Int -- ^ how many',
        '{-# INLINE digits #-}',
        'digits "" = 0',
        '-- All others.',
        '',
        'digits text = 1 + digits (tail text)',
        'signs _ = 0',
        '{-# NOINLINE signs #-}',
        'other text = digits (text <> "1") + 2 + 3 + 4 + 5 + 6 + 7 + 8 + 9 + 10 + 11 + 12 + 13',
      ],
      ['1-10 digits', '11 other'],
      72,
    );
  });

  it('have the comment above the first declaration, which the grammar puts beside the imports', () =>
    checkOutline(
      'A.hs',
      [
        '-- | About all.',
        'module Data.Shape (area) where',
        'import Data.List (sort, nub, group, intercalate, foldl, zip, map)',
        '',
        '-- | The area of a shape, of which there are many, in square metres.',
        'area shape = width shape * height shape + 1 + 2 + 3',
      ],
      ['1-2 Data › Shape', '3 -', '5-6 area'],
      40,
    ));

  it('are members of classes and instances, which are called by their types as well', () =>
    checkOutline(
      'B.hs',
      [
        'class (Monad m) => Store (m :: Type -> Type) where',
        '  -- | Keeps a text for as many days as are asked for.',
        '  keep :: Text -> Int -> Bool -> Double -> Maybe Int -> m ()',
        '  keep a b c d e = pure (a + b + c + d + e + 1)',
        '  find, seek :: Text -> Int -> Bool -> Double -> Maybe Int -> m ()',
        'instance {-# OVERLAPPING #-} Show a => Show (Tree a) where',
        '  show (Tree left right) = concat [show left, show right, "!", "!", "!", "!"]',
        'instance Eq Shape where',
        '  Circle a == Circle b = a == b && b == a && a + b == b + a && a - b == b - a',
      ],
      ['1 Store', '2-4 Store › keep', '5 Store › find', '6-7 Show (Tree a)', '8-9 Eq Shape'],
      82,
    ));

  it('are cut at the fields of a record and at constructors where a type is too large', async () => {
    await checkOutline(
      'A.hs',
      [
        'data Options = Options',
        '  { -- | How wide it is, in metres or in feet, as the country has it.',
        '    width :: !Int',
        '    -- | How high it is, in metres or in feet, as the country has it.',
        '  , height, depth :: Maybe Int',
        '  }',
        '  | None',
        '  deriving (Show)',
      ],
      ['1-3 Options › width', '4-6 Options › height', '7-8 Options › None'],
      30,
    );
    assert.deepEqual(await names('data A = B { c, d :: Int } | E Int | F :+: G'), [
      'A',
      'B',
      'c',
      'd',
      'E',
      '(:+:)',
    ]);
    assert.deepEqual(await names('newtype Parser a = Parser { runParser :: String -> a }'), [
      'Parser',
      'runParser',
    ]);
    assert.deepEqual(await names('data Term a where\n  Whole, Half :: Int -> Term Int\n  If :: Term a'), [
      'Term',
      'Whole',
      'Half',
      'If',
    ]);
  });

  it('are called as types, patterns and operators are written', async () => {
    assert.deepEqual(await names('type Name = String'), ['Name']);
    assert.deepEqual(await names('type family Element c :: Type'), ['Element']);
    assert.deepEqual(await names('data instance Many Int = Few'), ['Many', 'Few']);
    assert.deepEqual(await names('deriving stock instance Eq (Tree a)'), ['Eq (Tree a)']);
    assert.deepEqual(await names('pattern Head :: a -> [a]\npattern Head x <- x : _'), ['Head']);
    assert.deepEqual(await names('foreign import ccall "math.h sin" sine :: Double -> Double'), ['sine']);
    assert.deepEqual(await names('(<+>) :: Int -> Int\na <+> b = a\ninfixl 6 <+>'), ['(<+>)']);
    assert.deepEqual(await names('a `plus` b = a'), ['plus']);
    assert.deepEqual(await names('(f . g) x = f (g x)'), ['(.)']);
    assert.deepEqual(await names('(left, [right, _]) = both'), ['left', 'right']);
    assert.deepEqual(await names("go' = \\case\n  1 -> 2"), ["go'"]);
    assert.deepEqual(await names('main = print 1'), ['main']);
  });

  it('are those of the code in a text', async () => {
    const sum = '1 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + 9 + 10';
    const prose = 'We (all of us) say that data is = to what it is, where nothing else is told.';
    for (const [open, mark, close] of [
      ['', '> ', ''],
      ['\\begin{code}', '', '\\end{code}'],
    ] as const) {
      const code = (name: string) => [open, `${mark}${name} :: Int`, `${mark}${name} = ${sum}`, close];
      const lines = [prose, '', ...code('one'), '', prose, '', ...code('two'), '', prose];
      const chunks = await chunksOf('A.lhs', `${lines.join('\n')}\n`, 44);
      const named = chunks.filter(({ symbol }) => symbol !== null);
      assert.deepEqual(
        named.map(({ symbol }) => symbol),
        ['one', 'two'],
        mark,
      );
      assert.ok(named.every(({ symbol, text }) => text.includes(`${symbol ?? ''} ::`)));
    }
  });

  it('are told by the look of lines where a file takes too long to parse', async () => {
    const text = added.join('\n');
    for (const special of [{ grammars: GRAMMARS, parseLimitMs: 0 }, { grammars: tmpdir() }]) {
      const chunker = await createChunker({ ...special, countTokens, budgetTokens: 60 });
      const chunks = await chunker.chunk({ path: 'A.hs', language: 'haskell', kind: 'code' }, text);
      assert.deepEqual(outline(chunks), ['1-2 -', '4-8 add', '10-11 Shape']);
    }
  });
});
