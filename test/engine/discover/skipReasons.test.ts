import assert from 'node:assert/strict';
import { nameReason } from '../../../src/engine/discover/skipReasons.ts';

describe('The name of a file', () => {
  function check(names: string, reason: string | null): void {
    for (const name of names.split(' ')) assert.equal(nameReason(name), reason, name);
  }

  it('tells what may hold secrets', () => {
    check(
      '.env .env.test .env-staging .env_prod .env.bak prod.env config/app.env .envrc',
      'may hold secrets',
    );
    check('id_rsa id_rsa.old id_ed25519_work user.keytab vpn.ovpn server.PEM', 'may hold secrets');
    check('.netrc.gpg .vault_pass .dockerconfigjson kubeconfig prod.tfstate', 'may hold secrets');
    check('secret.txt my-secrets.yaml config/secrets.prod.toml aws-credentials.csv', 'may hold secrets');
    check(
      'client_secret_12.apps.json shop-firebase-adminsdk-x1.json local.settings.json',
      'may hold secrets',
    );
  });

  it('does not take for one what only speaks of secrets, or shows where they go', () => {
    check('.env.example .env.local.example .env-sample example.env env.example environment.ts', null);
    check('id_rsa.pub id_rsa_work.pub docs/secrets.md secret-scanning.yml src/secrets.ts', null);
    check('credentials.py keys.md tokens.json envelope.go', null);
  });

  it('tells lock files', () => {
    check('Cargo.lock yarn.lock renv.lock buf.lock go.sum Package.resolved', 'lock file');
    check('pnpm-lock.yaml packages.lock.json environment.lock.yml .terraform.lock.hcl', 'lock file');
    check('lock.ts locks.json file-lock.md lock.yml src/lock', null);
  });

  it('tells results of a search that were saved', () => {
    check('found.code-search notes/Retry.code-search', 'saved search results');
    check('code-search.ts code-search', null);
  });
});
