From a folder with a small web app to a deploy: seven commands, and no edit.

  $ rm -rf .git && echo '<h1>Hello</h1>' > index.html
  $ git init -q -b main .
  $ sampan init --provider local
  wrote sampan.json
  
  next:
    git add . && git commit -m 'Deploy with Sampan'
    sampan check
    sampan rehearse here
    sampan deploy
  $ git add . && git commit -qm 'Deploy with Sampan'
  $ sampan check
  sampan.json: 1 target, no problems
    here  local ../work-live  from branch main
  next: sampan plan
  $ sampan rehearse
  sampan: rehearsing "calm" on this machine: everything works; the default
  sampan: clouds, keys and addresses are made up, time is simulated; hints are those of a real deploy
  here → local ../work-live   20231114-33dc5480
    preflight nothing is live yet                                     # s
    package   2 files, 580 B, sha256 $SHA256  # s
    publish   done                                                    # s
    update    operation 20231114-33dc5480                             # s
    rollout   20231114-33dc5480                                       # s
    verify    receives all traffic                                    # s
  
  here  deployed  20231114-33dc5480  file://$HOME/tmp/sampan-*/here/current  # s simulated (glob)
  $ sampan deploy
  here → local ../work-live   20231114-33dc5480
    preflight nothing is live yet                                     # s
    package   2 files, 580 B, sha256 $SHA256  # s
    publish   done                                                    # s
    update    operation 20231114-33dc5480                             # s
    rollout   20231114-33dc5480                                       # s
    verify    receives all traffic                                    # s
  
  here  deployed  20231114-33dc5480  file://$HOME/work-live/current  # s
  $ cat ../work-live/current/index.html
  <h1>Hello</h1>

A jar, which the build has made:

  $ git init -q -b main ../shop && cd ../shop && mkdir target && echo classes > target/shop-1.0.jar && echo target > .gitignore && echo '<project><artifactId>shop</artifactId><version>1.0</version></project>' > pom.xml
  $ sampan init --provider local
  sampan: found a build of target/shop-1.0.jar
  wrote sampan.json
  
  next:
    git add . && git commit -m 'Deploy with Sampan'
    mvn package
    sampan check
    sampan rehearse here
    sampan deploy
  $ git add . && git commit -qm 'Deploy with Sampan'
  $ sampan check -q && sampan rehearse -q && sampan deploy -q
  sampan.json: 1 target, no problems
    here  local ../shop-live  from branch main
  next: sampan plan
  here  deployed  20231114-f1935d3c  file://$HOME/tmp/sampan-*/here/current  # s simulated (glob)
  here  deployed  20231114-f1935d3c  file://$HOME/shop-live/current  # s
  $ cat ../shop-live/current/shop-1.0.jar
  classes

A folder of a monorepo:

  $ git init -q -b main ../mono && cd ../mono && mkdir -p services/api docs && echo 'FROM scratch' > services/api/Dockerfile && echo api > services/api/main && echo text > docs/index
  $ cd services/api && sampan init --provider local && cd ../..
  sampan: found services/api/Dockerfile
  wrote ../../sampan.json
  
  next:
    git add ../.. && git commit -m 'Deploy with Sampan'
    sampan check
    sampan rehearse here
    sampan deploy
  $ git add . && git commit -qm 'Deploy with Sampan'
  $ sampan check -q && sampan rehearse -q && sampan deploy -q
  sampan.json: 1 target, no problems
    here  local ../mono-api-live  from branch main
  next: sampan plan
  here  deployed  20231114-7d73b73d  file://$HOME/tmp/sampan-*/here/current  # s simulated (glob)
  here  deployed  20231114-7d73b73d  file://$HOME/mono-api-live/current  # s
  $ ls ../mono-api-live/current
  Dockerfile
  main

An image that CI pushes is rehearsed with the cloud that it is for:

  $ git init -q -b main ../image && cd ../image && mkdir -p .github/workflows && echo '- run: docker push ccr.ccs.tencentyun.com/acme/shop:$GITHUB_SHA' > .github/workflows/build.yml
  $ sampan init
  sampan: found .github/workflows/build.yml: it pushes ccr.ccs.tencentyun.com/acme/shop
  wrote sampan.json
  
  next:
    edit sampan.json: set "envId"
    git add . && git commit -m 'Deploy with Sampan'
    sampan check
    sampan rehearse staging
  $ git add . && git commit -qm 'Deploy with Sampan'
  $ sampan check -q && sampan rehearse -q
  sampan.json: 2 targets, no problems
    staging     tcbr staging-1a2b3c/shop  from branch main
    production  tcbr prod-4d5e6f/shop     from tags v*
  next: sampan plan
  production  skipped   it needs tag "v*", this is branch "main"
  staging     deployed  20231114-92b3e614  http://127.0.0.1:*/sites/staging-1a2b3c/shop  # s simulated (glob)

The jar and the folder, for the clouds:

  $ cd ../shop && rm sampan.json && sampan init -q && sampan check -q && sampan rehearse -q && cd ../mono && rm sampan.json && sampan init -q && sampan check -q && sampan rehearse -q
  wrote sampan.json
  sampan.json: 2 targets, no problems
    staging     tem en-1a2b3c4d/app-1a2b3c4d  from branch main
    production  tem en-4d5e6f7a/app-4d5e6f7a  from tags v*
  next: sampan plan
  production  skipped   it needs tag "v*", this is branch "main"
  staging     deployed  20231114-f1935d3c  # s simulated
  wrote sampan.json
  sampan.json: 2 targets, no problems
    staging     tcbr staging-1a2b3c/api  from branch main
    production  tcbr prod-4d5e6f/api     from tags v*
  next: sampan plan
  production  skipped   it needs tag "v*", this is branch "main"
  staging     deployed  20231114-7d73b73d  http://127.0.0.1:*/sites/staging-1a2b3c/api  # s simulated (glob)
