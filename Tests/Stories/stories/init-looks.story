init reads the repository. The port is that of the Dockerfile's last stage, with variables where their values are plain.

  $ git init -q -b main ../web && cd ../web
  $ cat > Dockerfile <<'END'
  > ARG PORT=3000
  > FROM node:22 AS build
  > EXPOSE 9999
  > FROM node:22-slim
  > ARG PORT
  > # A comment in between.
  > ENV LISTEN=${PORT:-1} \
  >   MODE=live
  > EXPOSE ${LISTEN}/tcp 9090 53/udp $UNKNOWN
  > END
  $ sampan init
  sampan: found Dockerfile: port 3000
  sampan: Dockerfile exposes 3000, 9090: the first one is used
  wrote sampan.json
  
  next:
    edit sampan.json: set "envId", "serverName"
    git add . && git commit -m 'Deploy with Sampan'
    sampan check
    sampan rehearse staging
  $ grep -v '//' sampan.json
  {
  
    "targets": {
      "staging": {
        "when": { "branch": "main" },
        "tcbr": { "envId": "staging-1a2b3c", "serverName": "api", "items": { "Port": 3000 } },
        "package": {},
      },
      "production": {
        "when": { "tag": "v*" },
        "tcbr": { "envId": "prod-4d5e6f", "serverName": "api", "releaseType": "FULL", "items": { "Port": 3000 } },
        "package": {},
        "onFailure": "rollback",
      },
    },
  }
  $ port() { printf '%b' "$1" > Dockerfile; sampan init --print 2>/dev/null | grep -o '"Port": [0-9]*' | sed q; }
  $ port 'FROM a\nEXPOSE 80\n'; port 'FROM a\nENV P 81\nEXPOSE $P\n'; port 'FROM a AS b\nEXPOSE 82\nFROM b\nRUN x\n'; port 'from a\nexpose 83-85\n'
  "Port": 80
  "Port": 81
  "Port": 82
  "Port": 83
  $ port 'FROM a\n'; port 'FROM a\nEXPOSE $P 0 70000 x\n'; port 'EXPOSE 80\n'; port ''; port 'FROM a\nARG P=84\nENV P=85\nEXPOSE "$P"\n'
  "Port": 85

The CI system is that of the remote's host. Its password is not printed.

  $ rm sampan.json; host() { git remote remove origin 2>/dev/null; git remote add origin "$1"; sampan init --ci auto --print 2>/dev/null | sed -n 's/^==> \(.*\) <==$/\1/p' | sed 1d; }
  $ host https://user:hunter2@github.com/acme/shop.git; host git@gitlab.example.com:acme/shop.git; host ssh://git@cnb.cool:22/acme/shop; host https://e.coding.net/acme/shop/shop.git
  .github/workflows/deploy.yml
  .gitlab-ci.yml
  .cnb.yml
  Jenkinsfile
  $ host https://gitee.com/acme/shop.git; host git@codeup.aliyun.com:acme/shop.git; host https://dev.azure.com/acme/shop/_git/shop; host https://codeberg.org/acme/shop.git
  .workflow/deploy.yml
  .yunxiao/deploy.yml
  azure-pipelines.yml
  .woodpecker.yml
  $ host https://user:hunter2@github.com/acme/shop.git > ../said && sampan init --ci auto
  sampan: found Dockerfile: port 85
  wrote sampan.json
  wrote .github/workflows/deploy.yml
  
  next:
    edit sampan.json: set "envId"
    set these secrets in GitHub under Settings → Secrets and variables → Actions, or with:
      gh secret set TENCENTCLOUD_SECRET_ID
      gh secret set TENCENTCLOUD_SECRET_KEY
      or, in place of TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY, without a stored key: SAMPAN_TENCENT_ROLE_ARN and SAMPAN_TENCENT_OIDC_PROVIDER; see: sampan help credentials
    replace OWNER/sampan in .github/workflows/deploy.yml
    git add . && git commit -m 'Deploy with Sampan'
    sampan check
    sampan rehearse staging
  $ git remote set-url origin https://bitbucket.org/acme/shop.git && sampan init --ci auto
  sampan: error: no file for the CI system of bitbucket.org
  sampan: hint: there is no file for Bitbucket Pipelines; write a job that runs: curl -fsSL https://raw.githubusercontent.com/OWNER/sampan/v0.1.0/ci-templates/install.sh | sh -s -- --version 0.1.0 --to "$HOME/.local/bin" && exec "$HOME/.local/bin/sampan" deploy
  sampan: hint: for {describe}, {count} and the check for newer commits, in bitbucket-pipelines.yml: `clone: { depth: full }`
  [64]
  $ rm -r .github && git remote set-url origin https://git.example.com/acme/shop.git && sampan init --ci auto
  sampan: error: cannot detect the CI system: the host git.example.com is unknown
  sampan: hint: name it: --ci github, --ci gitlab, --ci cnb, --ci coding, --ci gitee, --ci yunxiao, --ci azure, --ci jenkins, --ci woodpecker
  [64]
  $ git remote remove origin && rm sampan.json && sampan init --ci auto
  sampan: error: cannot detect the CI system: the repository has no remote
  sampan: hint: name it: --ci github, --ci gitlab, --ci cnb, --ci coding, --ci gitee, --ci yunxiao, --ci azure, --ci jenkins, --ci woodpecker
  [64]
  $ touch Jenkinsfile && sampan init -q --ci auto 2>&1 | sed 's/;.*//'
  wrote sampan.json

A file that exists is not replaced, except with --force. --print writes nothing.

  $ rm sampan.json Jenkinsfile Dockerfile && echo mine > sampan.json && sampan init -q --force && head -1 sampan.json && sampan init --print | cmp - sampan.json
  wrote sampan.json
  {
  $ mkdir deploy && sampan init -q --provider local --config deploy/sampan.json --ci gitee && grep -h 'exec sampan' .workflow/deploy.yml && sampan check -q --config deploy/sampan.json
  wrote deploy/sampan.json
  wrote .workflow/deploy.yml
              exec sampan deploy --config deploy/sampan.json
  deploy/sampan.json: 2 targets, no problems
    staging     local ../web-staging  from branch main
    production  local ../web-live     from tags v*
  $ sampan init --config "it's mine.json" --ci github
  sampan: error: the file for CI cannot name the config "it's mine.json"
  sampan: hint: give --config a path inside the repository, of letters, digits, . _ / and -
  [64]
  $ rm -r .workflow deploy sampan.json

Several files are written all or none.

  $ mkdir .github && chmod 555 .github && if [ "$(id -u)" = 0 ]; then rmdir .github && echo file > .github; fi; sampan init --ci github 2>/dev/null
  [65]
  $ ls; chmod 755 .github; rm -rf .github

A folder of a monorepo: the one that init runs in, or the only one with a Dockerfile.

  $ git init -q -b main ../mono && cd ../mono && mkdir -p services/shop services/web docker && printf 'FROM a\nEXPOSE 8080\n' > services/shop/Dockerfile
  $ sampan init --print 2>/dev/null | grep '"path"\|"Port"\|serverName' | sed 2q
        "tcbr": { "envId": "staging-1a2b3c", "serverName": "shop", "items": { "Port": 8080 } },
        "package": { "path": "services/shop" },
  $ echo 'FROM a' > services/web/Dockerfile && sampan init --print | grep -c '"path"'
  0
  [1]
  $ sampan init 2>&1 | sed -n 1p; rm sampan.json
  sampan: 2 Dockerfiles in folders; to use one, run init there, e.g. sampan -C services/shop init
  $ (cd services/shop && sampan init -q) && grep '"path"' sampan.json | sed q; rm sampan.json
  wrote ../../sampan.json
        "package": { "path": "services/shop" },

The commands that it prints work in the folder in which it was run.

  $ (cd services/shop && sampan init --ci github > ../../../said && sed -n '/^wrote/p;/edit/p;/git add/,$p' ../../../said && sh -c "$(sed -n 's/^  git add/git add/p' ../../../said)" > ../../../made && sampan check -q) | grep -v '^ .*tcbr'
  sampan: found services/shop/Dockerfile: port 8080
  wrote ../../sampan.json
  wrote ../../.github/workflows/deploy.yml
    edit ../../sampan.json: set "envId"
    git add ../.. && git commit -m 'Deploy with Sampan'
    sampan check
    sampan rehearse staging
  sampan.json: 2 targets, no problems
  next: sampan plan
  $ rm -rf .github sampan.json && git commit -qam 'Without'
  $ (cd services/shop && sampan init --config ci/sampan.json 2>/dev/null > ../../../said && sed -n '/^wrote/p;/git add/,$p' ../../../said && sh -c "$(sed -n 's/^  git add/git add/p;s/^  sampan check/sampan check -q/p' ../../../said)" | sed -n '/^services/p;/^next/p')
  wrote ci/sampan.json
    git add ci/sampan.json && git commit -m 'Deploy with Sampan'
    sampan check --config ci/sampan.json
    sampan rehearse staging --config ci/sampan.json
  services/shop/ci/sampan.json: 2 targets, no problems
  next: sampan plan --config ci/sampan.json
  $ git rm -qr services/shop/ci && git commit -qm 'Without' && top=$PWD && (cd / && sampan init -C "$top/services/shop" 2>/dev/null | grep 'git\|check')
    git -C $HOME/mono add sampan.json && git -C $HOME/mono commit -m 'Deploy with Sampan'
    sampan check -C $HOME/mono
  $ rm sampan.json
  $ rm -r services/* && printf 'FROM a\n' > docker/Dockerfile && sampan init --print | grep -m 1 tcbr
        "tcbr": { "envId": "staging-1a2b3c", "serverName": "api", "items": { "Dockerfile": "docker/Dockerfile" } },

In a repository with commits, the command that commits names what was written and the Dockerfile to add.

  $ git init -q -b main ../new && cd ../new && mkdir api && touch api/x && git add -A && git commit -qm 'Start' && sampan init -C api --ci cnb | grep -v OWNER
  wrote sampan.json
  wrote .cnb.yml
  
  next:
    edit sampan.json: set "envId"
    add a Dockerfile: the cloud builds the image with it
    set TENCENTCLOUD_SECRET_ID, TENCENTCLOUD_SECRET_KEY in CNB in a file of a secret repository (密钥仓库), and write its URL at "imports" in .cnb.yml
    git add sampan.json .cnb.yml api/Dockerfile && git commit -m 'Deploy with Sampan'
    sampan check
    sampan rehearse staging

The folder for releases has the name of the work tree, which no other beside it has.

  $ for name in l1 js 商城 'a b' 'a{b}'; do git init -q -b main "../$name" && sampan init -C "../$name" --provider local --print | grep -o '"directory".*' && sampan init -q -C "../$name" --provider local > ../said && sampan check -q -C "../$name" | sed 1d; done
  "directory": "../l1-live" },
    here  local ../l1-live  from branch main
  "directory": "../js-live" },
    here  local ../js-live  from branch main
  "directory": "../商城-live" },
    here  local ../商城-live  from branch main
  "directory": "../a b-live" },
    here  local ../a b-live  from branch main
  "directory": "../a-b-live" },
    here  local ../a-b-live  from branch main

A jar, by the name that the build gives it, and an image that a job pushes.

  $ git init -q -b main ../java && cd ../java && printf '<project>\n<parent><artifactId>p</artifactId><version>9</version></parent>\n<artifactId>shop</artifactId>\n<version>1.2</version>\n<dependencies><artifactId>x</artifactId></dependencies></project>\n' > pom.xml
  $ sampan init --print | grep -m 2 '"tem"\|"file"'
        "tem": { "region": "ap-guangzhou", "applicationId": "app-1a2b3c4d", "environmentId": "en-1a2b3c4d" },
        "package": { "file": "target/shop-1.2.jar" },
  $ mkdir target && touch target/shop-1.3.jar target/shop-1.3-sources.jar && sampan init --print | grep -om 1 '"file": .*'
  "file": "target/shop-1.3.jar" },
  $ rm -r pom.xml target && printf "version = '0.1'\n" > build.gradle && echo 'rootProject.name = "shop"' > settings.gradle && sampan init --print | grep -om 1 '"file": .*'
  "file": "build/libs/shop-0.1.jar" },
  $ sampan init --ci github 2>/dev/null | grep gradle; touch gradlew && sampan init --force | grep gradle
    edit .github/workflows/deploy.yml: build build/libs/shop-0.1.jar before the deploy, with gradle build
    gradle build
  sampan: found a build of build/libs/shop-0.1.jar
    ./gradlew build
  $ git init -q -b main ../jars && cd ../jars && mkdir api && echo '<project></project>' > api/pom.xml && touch api/mvnw && sampan init -C api 2>/dev/null | grep mvn; sampan init --force --provider tem 2>/dev/null | sed -n '/edit/p;/commit/,$p'
    (cd api && ./mvnw package)
    edit sampan.json: set "region", "applicationId", "environmentId", "file"
    git add . && git commit -m 'Deploy with Sampan'
    sampan check
    sampan rehearse staging

TEM builds nothing: a Dockerfile is for an image that a job pushes.

  $ printf 'FROM a\nEXPOSE 80\n' > Dockerfile && sampan init --force --provider tem --ci jenkins | sed -n '/next/,$p' && grep -m 1 '"image"' sampan.json
  sampan: found Dockerfile: port 80
  next:
    edit sampan.json: set "region", "applicationId", "environmentId", "repository"
    add these credentials in Jenkins under Manage Jenkins → Credentials:
      ID tencentcloud, kind "Username with password": TENCENTCLOUD_SECRET_ID as the username, TENCENTCLOUD_SECRET_KEY as the password
      ID registry, kind "Username with password": SAMPAN_REGISTRY_USER as the username, SAMPAN_REGISTRY_PASSWORD as the password
    edit Jenkinsfile: set SAMPAN_REGISTRY_HOST to the registry of "repository"
    replace OWNER/sampan in Jenkinsfile
    git add . && git commit -m 'Deploy with Sampan'
    sampan check
    sampan rehearse staging
        "image": { "repository": "ccr.ccs.tencentyun.com/acme/api", "from": "{commit}" },
  $ sampan init --force --provider wechat --ci jenkins 2>/dev/null | grep 'ID wechat'
      ID wechat, kind "Secret text": WECHAT_TOKEN_URL

  $ git init -q -b main ../image && cd ../image && mkdir -p .github/workflows && cat > .github/workflows/build.yml <<'END'
  > jobs:
  >   build:
  >     steps:
  >       - uses: docker/build-push-action@v6
  >         with:
  >           push: true
  >           tags: ccr.ccs.tencentyun.com/acme/shop:${{ github.sha }}
  > END
  $ sampan init --ci github && grep -h '"image"\|REGISTRY' sampan.json .github/workflows/deploy.yml
  sampan: found .github/workflows/build.yml: it pushes ccr.ccs.tencentyun.com/acme/shop
  wrote sampan.json
  wrote .github/workflows/deploy.yml
  
  next:
    edit sampan.json: set "envId"
    set these secrets in GitHub under Settings → Secrets and variables → Actions, or with:
      gh secret set TENCENTCLOUD_SECRET_ID
      gh secret set TENCENTCLOUD_SECRET_KEY
      gh secret set SAMPAN_REGISTRY_USER
      gh secret set SAMPAN_REGISTRY_PASSWORD
      or, in place of TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY, without a stored key: SAMPAN_TENCENT_ROLE_ARN and SAMPAN_TENCENT_OIDC_PROVIDER; see: sampan help credentials
    replace OWNER/sampan in .github/workflows/deploy.yml
    git add . && git commit -m 'Deploy with Sampan'
    sampan check
    sampan rehearse staging
        "image": { "repository": "ccr.ccs.tencentyun.com/acme/shop", "from": "{commit}" },
        "image": { "repository": "ccr.ccs.tencentyun.com/acme/shop", "from": "{commit}" },
            SAMPAN_REGISTRY_USER: ${{ secrets.SAMPAN_REGISTRY_USER }}
            SAMPAN_REGISTRY_PASSWORD: ${{ secrets.SAMPAN_REGISTRY_PASSWORD }}
            SAMPAN_REGISTRY_HOST: ccr.ccs.tencentyun.com
  $ sed -i 's|ccr.*|registry.cn-hangzhou.aliyuncs.com/acme/shop:latest|' .github/workflows/build.yml && sampan init --print | grep -m 3 'esa\|image"'
        "esa": { "appId": "app-880688675783794688", "publishEnv": "staging" },
        "image": { "repository": "registry.cn-hangzhou.aliyuncs.com/acme/shop", "from": "latest" },
        "esa": { "appId": "app-880688675783794688", "publishEnv": "prod" },
  $ sed -i 's|registry.*|ghcr.io/${{ github.repository }}:${{ github.sha }}|' .github/workflows/build.yml && git remote add origin git@github.com:Acme/Shop.git && sampan init --print 2>/dev/null | grep -m 1 image\"
        "image": { "repository": "ghcr.io/acme/shop", "from": "{commit}" },

Names are quoted in the files and clean on the screen.

  $ git init -q -b 'a"b' ../odd && cd ../odd && mkdir "$(printf 'x\033[31my "z"')" && sampan init --print | grep -m 1 '"branch"'; git symbolic-ref HEAD refs/heads/a{b,c} && sampan init --ci github 2>&1 | sed q; rm -r .github sampan.json
        "when": { "branch": "a\"b" },
  sampan: the files use the branch "main": replace it with "a{b,c}", quoted where necessary
  $ sampan init -C x*
  sampan: error: "path" of a package cannot be "x\x1B[31my "z""
  sampan: hint: rename the folder
  [64]
  $ rmdir x* && mkdir -p 'it is "mine"/é' && cd it*/é && sampan init -q && sampan check -q && cd ../.. && grep -m 1 path sampan.json
  wrote ../../sampan.json
  sampan.json: 2 targets, no problems
    staging     tcbr staging-1a2b3c/api  from branch main
    production  tcbr prod-4d5e6f/api     from tags v*
        "package": { "path": "it is \"mine\"/é" },
  $ mkdir 'back\slash' && sampan init -C 'back\slash'
  sampan: error: "path" of a package cannot be "back\slash"
  sampan: hint: rename the folder
  [64]

A package for WeChat needs a key of Tencent Cloud, too.

  $ git init -q -b main ../mini && cd ../mini && printf 'FROM a\n' > Dockerfile && sampan init --provider wechat --ci github 2>/dev/null | grep 'gh secret'
      gh secret set WECHAT_TOKEN_URL
      gh secret set TENCENTCLOUD_SECRET_ID
      gh secret set TENCENTCLOUD_SECRET_KEY
