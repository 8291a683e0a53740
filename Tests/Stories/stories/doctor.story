cloud: calm

Passed checks are printed, and each problem with the way to fix it.

  $ sampan doctor
  sampan: error: HEAD of "$HOME/work" has no commit yet
  sampan: hint: git add . && git commit
  sampan: hint: git checkout BRANCH, when HEAD points to a branch that no longer exists
  machine: the temporary directory is writable
  [65]
  $ cp $FIXTURES/cloud.json sampan.json
  $ sed '1s/{/{ "version": "{tag}",/' $FIXTURES/here.json > here.json
  $ printf 'FROM scratch\n' > Dockerfile
  $ git add -A && git commit -qm 'Add the service'
  $ sampan doctor
  machine: the temporary directory is writable
  clone: HEAD is e3144bc8a684 on branch main
  config: 1 target
  cloud (tcbr): ok
    would deploy 20231114-e3144bc8
  $ sampan doctor --credentials > out
  sampan: Tencent Cloud key … from TENCENTCLOUD_SECRET_ID
  $ sed '/^Tencent/,$d' out
  machine: the temporary directory is writable
  clone: HEAD is e3144bc8a684 on branch main
  config: 1 target
  cloud (tcbr): ok
    would deploy 20231114-e3144bc8
    authenticated as qcs::cam::uin/100000000001:uin/100000000001 (account 100000000001), key … from TENCENTCLOUD_SECRET_ID

What the cloud's console has to contain is printed, too.

  $ sed -n '/^Tencent/,/trust policy/p' out
  Tencent Cloud: what its console has to contain (CAM)
    identity provider "ci": OIDC, issuer ISSUER, client id sts.tencentcloudapi.com
      its signature public key: the key set (JWKS) at the "jwks_uri" of ISSUER/.well-known/openid-configuration
    role "deploy", with this trust policy:
  $ grep -cE 'qcs::cam::uin/100000000001:oidc-provider/ci|tcbr:UpdateCloudRunServer' out
  2
  $ git remote add origin git@github.com:acme/api.git
  $ sampan doctor --credentials 2>/dev/null | grep -oE 'issuer https.*|repo:acme.*[^"]'
  issuer https://token.actions.githubusercontent.com, client id sts.tencentcloudapi.com
  repo:acme/api:ref:refs/heads/main

A job with an environment has another subject: one for each environment of the committed workflow.

  $ mkdir -p .github/workflows
  $ cat > .github/workflows/deploy.yml <<'.'
  > jobs:
  >   deploy:
  >     environment:
  >       name: ${{ github.ref_type == 'tag' && 'production' || 'staging' }}
  > .
  $ git add -A && git commit -qm 'Add the workflow'
  $ sampan doctor --credentials 2>/dev/null | grep -oE 'repo:acme.*[^",]'
  repo:acme/api:environment:production
  repo:acme/api:environment:staging
  $ git reset -q --hard HEAD^

What has to be fixed is told before.

  $ TENCENTCLOUD_SECRET_KEY=wrong sampan doctor --credentials > out
  sampan: Tencent Cloud key … from TENCENTCLOUD_SECRET_ID
  [77]
  $ sed '/^Tencent/,$d' out
  sampan: error: cloud: GetCallerIdentity: The provided credentials could not be validated. Please check your signature is correct: the provided signature does not match.
  sampan: hint: check the secret id and key for a missing character and for a key that was disabled
  machine: the temporary directory is writable
  clone: HEAD is e3144bc8a684 on branch main
  config: 1 target
  cloud (tcbr): to fix: credentials, see above
    would deploy 20231114-e3144bc8

Without credentials a deploy would fail: this is found without asking the cloud.

  $ TENCENTCLOUD_SECRET_KEY= sampan doctor
  sampan: error: cloud: TENCENTCLOUD_SECRET_ID is set but TENCENTCLOUD_SECRET_KEY is not
  sampan: hint: set TENCENTCLOUD_SECRET_KEY in the CI's secret variables
  machine: the temporary directory is writable
  clone: HEAD is e3144bc8a684 on branch main
  config: 1 target
  cloud (tcbr): to fix: credentials, see above
    would deploy 20231114-e3144bc8
  [77]

What a cloud's targets have in common is told once.

  $ TENCENTCLOUD_SECRET_ID= TENCENTCLOUD_SECRET_KEY= SAMPAN_TENCENT_OIDC_PROVIDER=ci sampan doctor --credentials 2>&1 | grep -c 'is set but'
  1

So is a key that all of them lack, whichever targets this commit is deployed to.

  $ echo '{ "targets": { "one": { "when": { "branch": "main" }, "tcbr": { "envId": "env-a", "serverName": "api" }, "package": {} }, "two": { "when": { "tag": "v*" }, "tcbr": { "envId": "env-a", "serverName": "web" }, "package": {} } } }' > two.json
  $ TENCENTCLOUD_SECRET_ID= TENCENTCLOUD_SECRET_KEY= sampan doctor --config two.json 2>&1 | grep 'sampan: '; rm two.json
  sampan: error: one, two: no Tencent Cloud credentials in the environment
  sampan: hint: set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY (and TENCENTCLOUD_TOKEN for temporary ones)
  sampan: hint: without stored keys: set SAMPAN_TENCENT_ROLE_ARN and SAMPAN_TENCENT_OIDC_PROVIDER
  sampan: hint: to try without an account: sampan rehearse

Half a key is a mistake for a target that this commit is not deployed to, too.

  $ sed 's/"branch": "main"/"branch": "other"/' sampan.json > other.json
  $ TENCENTCLOUD_SECRET_KEY= sampan doctor --credentials --config other.json 2>&1 | grep -o 'error: .*'
  error: cloud: TENCENTCLOUD_SECRET_ID is set but TENCENTCLOUD_SECRET_KEY is not
  $ rm other.json
  $ sampan doctor --config here.json --credentials
  here.json:3:5: error: here: {tag} has no value: commit e3144bc8 has no version tag
  sampan: hint: deploy a tagged commit
  sampan: hint: give a second template: "version": ["{tag}", "{date}-{short}"]
  machine: the temporary directory is writable
  clone: HEAD is e3144bc8a684 on branch main
  config: 1 target
  here (local): to fix: repository or package, see above
    needs no credentials
  [65]
  $ sampan doctor --config missing.json
  sampan: error: cannot read "$HOME/work/missing.json": no such file or directory
  machine: the temporary directory is writable
  [78]
  $ sampan doctor --json | python3 -c 'import json, sys; print(json.load(sys.stdin)["text"])'
  ['machine: the temporary directory is writable', 'clone: HEAD is e3144bc8a684 on branch main', 'config: 1 target', 'cloud (tcbr): ok', '  would deploy 20231114-e3144bc8']
  $ TMPDIR=/nowhere sampan doctor 2>&1 | grep -o 'error: cannot make directory'
  error: cannot make directory

A package for WeChat is uploaded to Tencent Cloud, and needs its key, too. Without it nothing is packaged.

  $ echo '{ "targets": { "mini": { "wechat": { "envId": "env-a", "serverName": "api" }, "package": {} } } }' > mini.json
  $ no_key() { TENCENTCLOUD_SECRET_ID= TENCENTCLOUD_SECRET_KEY= sampan "$@" --config mini.json 2>&1 | grep 'mini\|error\|uploaded'; }
  $ no_key doctor
  sampan: error: mini: no Tencent Cloud credentials in the environment
  sampan: hint: a package is uploaded to Tencent Cloud, with its key; an "image" needs none
  mini (wechat): to fix: credentials, see above
  $ no_key doctor --credentials
  sampan: error: mini: no Tencent Cloud credentials in the environment
  sampan: hint: a package is uploaded to Tencent Cloud, with its key; an "image" needs none
  mini (wechat): to fix: credentials, see above
  $ no_key deploy mini
  mini → wechat env-a/api   20231114-e3144bc8
  sampan: error: no Tencent Cloud credentials in the environment
  sampan: hint: a package is uploaded to Tencent Cloud, with its key; an "image" needs none
  mini  failed  20231114-e3144bc8  still live: api-003  # s
  $ sampan doctor --credentials --config mini.json 2>&1 | grep -c 'mini (wechat): ok\|authenticated'
  3
