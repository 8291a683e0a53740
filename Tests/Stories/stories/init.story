What init writes is what lies in ci-templates, has no findings, and asks for nothing but one's own names.

  $ sampan init
  $ cmp sampan.json $TEMPLATES/sampan.json && sampan check
  $ printf 'FROM scratch\n' > Dockerfile && git add -A && git commit -qm 'Start' && sampan plan | head -1
  $ same() { sampan init -q --ci $1 && cmp $2 $TEMPLATES/$3 && rm $2; }
  $ same github .github/workflows/deploy.yml github/deploy.yml
  $ same gitlab .gitlab-ci.yml gitlab/deploy.gitlab-ci.yml
  $ same cnb .cnb.yml cnb/cnb.yml
  $ same coding Jenkinsfile coding/Jenkinsfile
  $ same gitee .workflow/deploy.yml gitee/deploy.yml
  $ same yunxiao .yunxiao/deploy.yml yunxiao/deploy.yml
  $ same azure azure-pipelines.yml azure/azure-pipelines.yml
  $ same jenkins Jenkinsfile jenkins/Jenkinsfile
  $ same woodpecker .woodpecker.yml woodpecker/woodpecker.yml

The jobs of a child pipeline for GitLab are those of the template, filled in.

  $ sampan plan --format gitlab-child 2>/dev/null > child.yml
  $ cat > include.yml << 'END'
  > include:
  >   - remote: https://raw.githubusercontent.com/OWNER/sampan/v0.1.0/ci-templates/gitlab/sampan.yml
  >     inputs: { environment: staging, target: staging }
  > END
  $ export SAMPAN_ENDPOINT_TENCENT= TENCENTCLOUD_SECRET_ID= TENCENTCLOUD_SECRET_KEY=
  $ print() { "$JUDGES/python3" -B "$FIXTURES/ci/gitlab.py" $1 push refs/heads/main --print; }
  $ print child.yml > ../child && print include.yml | cmp - ../child && grep '^[a-z]' ../child
  $ CI_JOB_IMAGE=registry.example/build:1 sampan plan --format gitlab-child 2>/dev/null | grep image:

Files that are there stay as they are, wherever in the repository one is.

  $ echo mine > sampan.json && mkdir sub && ln -s gone .cnb.yml && (cd sub && sampan init --ci cnb) && cat sampan.json && ls -A sub
  $ sampan init --ci hudson
  $ sampan init now
  $ git clone -q --bare . ../bare && sampan -C ../bare init
  $ sampan -C .. init

The README's and the templates' version is that of the program, and every name of a template's file is known.

  $ grep -rhoE 'v?[0-9]+\.[0-9]+\.[0-9]+\b' $TEMPLATES --include='*.yml' --include=Jenkinsfile | sort -u && sampan version
