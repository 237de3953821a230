import assert from 'node:assert/strict';
import { signsOf } from '../../../src/engine/search/paths.ts';

describe('Tests of a file', () => {
  const check = (tests: string, file: string): void => {
    assert.equal(signsOf(tests).topic, signsOf(file).topic, `${tests} is about ${signsOf(tests).topic}`);
    assert.ok(signsOf(tests).isTest, tests);
    assert.ok(!signsOf(file).isTest, file);
  };

  it('are known by their name', () => {
    check('pkg/upload_test.go', 'pkg/upload.go');
    check('tests/test_upload.py', 'src/pkg/upload.py');
    check('src/upload.test.ts', 'src/upload.ts');
    check('spec/rack/upload_spec.rb', 'lib/rack/upload.rb');
    check('src/test/java/org/a/StringUtilsTest.java', 'src/main/java/org/a/StringUtils.java');
    check('Tests/UploadTests.swift', 'Source/Upload.swift');
    check('src/it/java/org/a/UploadIT.java', 'src/main/java/org/a/Upload.java');
  });

  it('are known by their folder', () => {
    check('test/upload.js', 'lib/upload.js');
    check('src/__tests__/Button.jsx', 'src/Button.jsx');
    check('tests/upload.rs', 'src/upload.rs');
    check('Core.Tests/Upload.cs', 'Core/Upload.cs');
    check('mockito-integration-tests/Upload.java', 'src/Upload.java');
    check('UnitTests/Upload.cs', 'Core/Upload.cs');
    check('e2e/upload.ts', 'src/upload.ts');
    for (const file of ['shop/cart/tests.py', 'docs/conftest.py']) assert.ok(signsOf(file).isTest, file);
  });

  it('belong to the folder where the name of the file says nothing', () => {
    check('src/middleware/etag/index.test.ts', 'src/middleware/etag/index.ts');
    check('src/etag/__tests__/index.ts', 'src/etag/index.ts');
    assert.notEqual(
      signsOf('src/middleware/etag/index.test.ts').topic,
      signsOf('src/middleware/cors/index.ts').topic,
    );
  });

  it('share no topic where the name is empty, but for that of their folder', () => {
    assert.notEqual(signsOf('test/.eslintrc').topic, signsOf('src/.prettierrc').topic);
  });

  it('stand aside, as do examples and what is generated or other people’s', () => {
    for (const file of [
      'src/upload.test.ts',
      'examples/upload.go',
      'src/__fixtures__/upload.json',
      'client-dist/upload.js',
      'vendor/upload.php',
      'types/upload.d.ts',
      'behave/upload.feature',
    ])
      assert.notDeepEqual(signsOf(file).asides, [], file);
    assert.deepEqual(signsOf('src/upload.ts').asides, []);
  });

  it('are no documents: a manual may be about tests, and specifications lie in specs', () => {
    for (const file of [
      'specs/protocol.rst',
      'guide/load-tests/README.md',
      'guide/test-e2e.md',
      'api_spec.md',
    ]) {
      assert.ok(!signsOf(file).isTest, file);
      assert.deepEqual(signsOf(file).asides, [], file);
    }
  });

  it('have documents of their own, which stand aside with them', () => {
    for (const file of ['tests/book/chapter.md', 'src/fixtures/README.md']) {
      assert.ok(!signsOf(file).isTest, file);
      assert.notDeepEqual(signsOf(file).asides, [], file);
    }
  });

  it('are not what merely sounds like them', () => {
    for (const file of [
      'src/latest.ts',
      'src/contest.py',
      'lib/protest/a.rb',
      'src/inspect.ts',
      'src/respect.go',
    ])
      assert.ok(!signsOf(file).isTest, file);
  });
});
