import { checkOutline } from './chunking.ts';

describe('The last line of a file', () => {
  it('has an end for the parser: without it Go is in error, and texts at the margin look like code', () => {
    return checkOutline(
      'init.go',
      [
        'package main',
        '',
        'func newInitCommand() *Command {',
        '\treturn &Command{',
        '\t\tUse: "init",',
        '\t\tLong: `',
        'The "init" command makes a new repository.',
        '',
        'EXIT STATUS',
        '===========',
        'Exit status is 0 if the command was successful.',
        '`,',
        '\t}',
        '}',
        '',
        'func runInit(args []string) error {',
        '\treturn makeRepository(args[0], args[1], args[2])',
        '}',
        '',
        'type InitOptions struct {',
        '\tVersion string',
        '}',
      ],
      ['1-14 newInitCommand', '16-18 runInit', '20-22 InitOptions'],
      60,
    );
  });
});
