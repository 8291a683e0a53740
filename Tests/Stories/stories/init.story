init writes the files of ci-templates where it found nothing else. They have no findings, and only names have to be replaced.

  $ sampan init
  wrote sampan.json
  
  next:
    edit sampan.json: set "envId", "serverName"
    add a Dockerfile: the cloud builds the image with it
    git add . && git commit -m 'Deploy with Sampan'
    sampan check
    sampan rehearse staging
  $ cmp sampan.json $TEMPLATES/sampan.json && sampan check -q
  sampan.json: 2 targets, no problems
    staging     tcbr staging-1a2b3c/api  from branch main
    production  tcbr prod-4d5e6f/api     from tags v*
  $ printf 'FROM scratch\n' > Dockerfile && git add -A && git commit -qm 'Start' && sampan plan | grep -c '^staging → tcbr'
  1
  $ same() {
  >   sampan init -q --ci $1 > ../said && file=$(sed 's/^wrote //' ../said) && echo "$file"
  >   address=$(sampan init --ci $1 2>&1 | sed -n "s|^sampan: $file already exists.*: ||p")
  >   cmp "$file" "$TEMPLATES/${address#*/ci-templates/}" && rm "$file"
  > }
  $ for ci in github gitlab cnb coding gitee yunxiao azure jenkins woodpecker; do same $ci; done
  .github/workflows/deploy.yml
  .gitlab-ci.yml
  .cnb.yml
  Jenkinsfile
  .workflow/deploy.yml
  .yunxiao/deploy.yml
  azure-pipelines.yml
  Jenkinsfile
  .woodpecker.yml

The jobs of a child pipeline for GitLab are those of the template.

  $ sampan plan --format gitlab-child 2>/dev/null > child.yml
  $ cat > include.yml << 'END'
  > include:
  >   - remote: https://raw.githubusercontent.com/OWNER/sampan/v0.1.0/ci-templates/gitlab/sampan.yml
  >     inputs: { environment: staging, target: staging }
  > END
  $ export SAMPAN_ENDPOINT_TENCENT= TENCENTCLOUD_SECRET_ID= TENCENTCLOUD_SECRET_KEY=
  $ print() { "$JUDGES/python3" -B "$FIXTURES/ci/gitlab.py" $1 push refs/heads/main --print; }
  $ print child.yml > ../child && print include.yml | cmp - ../child && grep '^[a-z]' ../child
  deploy staging:
  cancel staging:
  $ cp sampan.json 'a "b".json' && export CI_JOB_IMAGE=registry.example/build:1
  $ sampan plan --config 'a "b".json' --format gitlab-child 2>/dev/null > child.yml && print child.yml | grep -m 2 'image:\|CONFIG'
    image: registry.example/build:1
      SAMPAN_CONFIG: a "b".json

The branch that is checked out is the one that is deployed, also in a clone without commits.

  $ git init -q -b release/2 ../trunk && cd ../trunk
  $ for ci in github cnb gitee yunxiao azure jenkins woodpecker; do sampan init -q --ci $ci > ../said && git add -A && grep -h release/2 $(sed 's/^wrote //' ../said) && git rm -qrf .; done
        "when": { "branch": "release/2" },
  # Deploys with Sampan: the branch release/2 to staging, a tag v… to production. "when" in sampan.json sets which
      branches: [release/2]
        "when": { "branch": "release/2" },
  # Deploys with Sampan on CNB: the branch release/2 to staging, a tag v… to production. Sampan is a plugin: every
  release/2:
        "when": { "branch": "release/2" },
        precise: [release/2]
        "when": { "branch": "release/2" },
      branch: release/2
        "when": { "branch": "release/2" },
    branches: { include: [release/2] }
        "when": { "branch": "release/2" },
        when { anyOf { branch 'release/2'; buildingTag() } }
        "when": { "branch": "release/2" },
      branch: release/2
  $ cd ../work

Existing files are not changed, in any folder of the repository.

  $ unset CI_JOB_IMAGE; echo mine > sampan.json && mkdir sub && ln -s gone .cnb.yml && (cd sub && sampan init --ci cnb) && cat sampan.json && ls -A sub
  sampan: ../sampan.json already exists and was not changed; the template: https://github.com/OWNER/sampan/blob/v0.1.0/ci-templates/sampan.json
  sampan: ../.cnb.yml already exists and was not changed; the template: https://github.com/OWNER/sampan/blob/v0.1.0/ci-templates/cnb/cnb.yml
  mine
  $ sampan init --ci hudson
  sampan: error: invalid value "hudson" for --ci
  sampan: hint: valid values: github, gitlab, cnb, coding, gitee, yunxiao, azure, jenkins, woodpecker, auto
  [64]

For a CI system without a file, the hint says what to do instead.

  $ sampan init --ci travis
  sampan: error: invalid value "travis" for --ci
  sampan: hint: there is no file for Travis CI; write a job that runs: curl -fsSL https://raw.githubusercontent.com/OWNER/sampan/v0.1.0/ci-templates/install.sh | sh -s -- --version 0.1.0 --to "$HOME/.local/bin" && exec "$HOME/.local/bin/sampan" deploy
  sampan: hint: for {describe}, {count} and the check for newer commits, in .travis.yml: `git: { depth: false }`
  [64]
  $ sampan init --ci Circle-CI
  sampan: error: invalid value "Circle-CI" for --ci
  sampan: hint: there is no file for CircleCI; write a job that runs: curl -fsSL https://raw.githubusercontent.com/OWNER/sampan/v0.1.0/ci-templates/install.sh | sh -s -- --version 0.1.0 --to "$HOME/.local/bin" && exec "$HOME/.local/bin/sampan" deploy
  sampan: hint: for {describe}, {count} and the check for newer commits, in .circleci/config.yml: `- checkout: { method: full }`
  [64]
  $ sampan init --ci github-actions
  sampan: error: invalid value "github-actions" for --ci
  sampan: hint: use --ci github
  [64]
  $ sampan init --ci forgejo
  sampan: error: invalid value "forgejo" for --ci
  sampan: hint: Gitea and Forgejo use the same file as GitHub: sampan init --ci github
  [64]
  $ sampan init --ci drone
  sampan: error: invalid value "drone" for --ci
  sampan: hint: Drone uses the same settings as Woodpecker: sampan init --ci woodpecker
  [64]
  $ sampan init now
  sampan: error: unexpected argument "now" for init
  sampan: hint: see: sampan help init
  [64]
  $ git clone -q --bare . ../bare && sampan -C ../bare init
  sampan: error: "$HOME/bare" is bare: there is no work tree to write files into
  sampan: hint: work in a clone of it
  [64]
  $ sampan -C .. init
  sampan: error: no git repository at "$HOME/work/.." or above it
  sampan: hint: name the clone with -C DIR, or run git clone or git init
  [65]

Nothing is written through a link. A branch is quoted where it has to be.

  $ mkdir ../outside ../linked && git init -q -b 日本 ../linked && ln -s ../outside ../linked/.github
  $ sampan -C ../linked init --ci github
  sampan: error: ".github/workflows/deploy.yml" is not written: ".github" is a symbolic link
  sampan: hint: replace ".github" with a folder
  [65]
  $ ls ../outside; ls ../linked; rm ../linked/.github && sampan -C ../linked init -q --ci github && grep -h 日本 ../linked/sampan.json ../linked/.github/workflows/deploy.yml
  wrote $HOME/linked/sampan.json
  wrote $HOME/linked/.github/workflows/deploy.yml
        "when": { "branch": "日本" },
  # Deploys with Sampan: the branch 日本 to staging, a tag v… to production. "when" in sampan.json sets which
      branches: ["日本"]

The version in the templates is that of the program.

  $ grep -rhoE 'v?[0-9]+\.[0-9]+\.[0-9]+\b' $TEMPLATES --include='*.yml' --include=Jenkinsfile | sort -u && sampan version
  0.1.0
  v0.1.0
  sampan 0.1.0
