cloud: build-fails

What the log of a failed build says is told as its cause: the command, what to do, and the line of the repository. Each log
is that of a real failure, in other words.

  $ cp $FIXTURES/cloud.json sampan.json
  $ cat > Dockerfile <<'END'
  > FROM node:22 AS build
  > WORKDIR /app
  > COPY package.json package-lock.json ./
  > RUN npm ci
  > COPY . .
  > RUN npm run build
  > RUN apt-get install -y libvips42
  > END
  $ cat > package.json <<'END'
  > { "name": "shop",
  >   "scripts": { "build": "vite build" },
  >   "dependencies": {
  >     "left-pad": "^1.3.0",
  >     "react": "^18.3.1"
  >   }
  > }
  > END
  $ printf 'requests==2.32.0\nflask==3.1.0\n' > requirements.txt
  $ mkdir -p src/main/java/shop cmd/shop; printf 'package shop;\n\nclass Cart { Price price; }\n' > src/main/java/shop/Cart.java
  $ printf 'package main\n\nfunc main() {\n\tserve()\n}\n' > cmd/shop/main.go
  $ printf 'module example.com/shop\n\ngo 1.25.0\n' > go.mod
  $ printf 'dependencies {\n  implementation "shop.acme:pricing:4.2.0"\n}\n' > build.gradle
  $ git add -A && git commit -qm 'Add the service'
  $ fails() { cp $FIXTURES/logs/$1.log ~/build.log; sampan deploy > ~/out 2>&1; echo $?; grep -E '^sampan: (error|hint)' ~/out; sampan cancel cloud -q > ~/out 2>&1 || true; }

The whole screen, once: the log is cut to the first real error.

  $ cp $FIXTURES/logs/npm-conflict.log ~/build.log; sampan deploy
  cloud → tcbr env-a/api   20231114-6ecb6212
    Tencent Cloud key … from TENCENTCLOUD_SECRET_ID
    api-006 is live without a stamp of sampan: cannot tell whether it is newer
    preflight api-006 is live                                         # s
    package   8 files, 1.4 kB, sha256 $SHA256  # s
    publish   done                                                    # s
    update    operation 2323885                                       # s
    rollout   BuildImage running
    rollout   BuildImage failed: build image failed: exit status 1    # s
    build log of api-007:
      | #8 [4/5] RUN npm ci
      | #8 3.104 npm warn deprecated inflight@1.0.6: this module is not supported
      | #8 4.881 npm error code ERESOLVE
      | #8 4.883 npm error ERESOLVE could not resolve
      | #8 4.884 npm error
      | #8 4.884 npm error While resolving: shop-widgets@2.4.0
      | #8 4.885 npm error Found: react@18.3.1
      | #8 4.885 npm error node_modules/react
      | #8 4.886 npm error   react@"^18.3.1" from the root project
      | #8 4.887 npm error
      | #8 4.887 npm error Could not resolve dependency:
      | #8 4.888 npm error peer react@"^19.0.0" from shop-widgets@2.4.0
      … 16 more lines: * (glob)
    process log of api-007:
      | create_build_image : creating
      | check_build_image : process, build image failed: exit status 1
      | check_build_image : fail, [ErrorCode]:300502, [ErrorMessage]:build image failed: exit status 1
  
  sampan: error: package.json:5: "npm ci" failed: dependency conflict: shop-widgets@2.4.0 needs react@^19.0.0 (found react@18.3.1)
  sampan: cause: the provider reports: BuildImage: build image failed: exit status 1
  sampan: request id $ID
  sampan: hint: run npm install, commit the new package-lock.json, and deploy again
  sampan: hint: see what serves: sampan status cloud
  
  cloud  failed  20231114-6ecb6212  still live: api-006  # s
  [2]

  $ for log in npm-lock npm-script npm-network tool-missing heap; do fails $log; done
  2
  sampan: error: package.json:4: "npm ci" failed: package-lock.json does not match package.json (left-pad@1.3.0 is missing)
  sampan: hint: run npm install, commit the new package-lock.json, and deploy again
  sampan: hint: see what serves: sampan status cloud
  2
  sampan: error: package.json:2: "npm run bundle" failed: package.json has no script "bundle"
  sampan: hint: add it to "scripts", or correct the command in the Dockerfile
  sampan: hint: see what serves: sampan status cloud
  2
  sampan: error: Dockerfile:4: "npm ci" failed: npm could not download packages: the network of the build is slow or closed
  sampan: hint: deploy again, or use a mirror near the build: npm config set registry https://mirrors.cloud.tencent.com/npm/
  sampan: hint: see what serves: sampan status cloud
  2
  sampan: error: Dockerfile:6: "npm run build" failed: the program "vite" is not in the image
  sampan: hint: install it before this step; npm ci --omit=dev and NODE_ENV=production leave out development packages
  sampan: hint: see what serves: sampan status cloud
  2
  sampan: error: Dockerfile:6: "npm run build" failed: Node.js ran out of memory
  sampan: hint: set NODE_OPTIONS=--max-old-space-size to less than the memory that there is, or give it more memory
  sampan: hint: see what serves: sampan status cloud

  $ for log in pip maven gradle go go-compile; do fails $log; done
  2
  sampan: error: requirements.txt:2: "pip install -r requirements.txt" failed: pip found no version of flask==3.1.0 for the image's Python
  sampan: hint: correct the version, or change the Python of the image: FROM python:…
  sampan: hint: see what serves: sampan status cloud
  2
  sampan: error: src/main/java/shop/Cart.java:3: "mvn -q package" failed: Java error: cannot find symbol
  sampan: hint: fix the error, and deploy again
  sampan: hint: see what serves: sampan status cloud
  2
  sampan: error: build.gradle:2: "./gradlew --no-daemon build" failed: Gradle could not resolve shop.acme:pricing:4.2.0
  sampan: hint: correct its version, or add the repository that has it; if the network failed, deploy again
  sampan: hint: see what serves: sampan status cloud
  2
  sampan: error: go.mod:3: "go mod download" failed: go.mod needs Go 1.25.0, and the image has Go 1.23.4
  sampan: hint: build with FROM golang:1.25, or set ENV GOTOOLCHAIN=auto in the build stage
  sampan: hint: see what serves: sampan status cloud
  2
  sampan: error: cmd/shop/main.go:4: "go build -o /app ./cmd/shop" failed: Go error: undefined: serve
  sampan: hint: fix the error, and deploy again
  sampan: hint: see what serves: sampan status cloud

  $ for log in copy base rate syntax apt disk tests-fail; do fails $log; done
  2
  sampan: error: Dockerfile:3: "dist" is not in the commit, or is excluded
  sampan: hint: commit it, or correct the path: it starts at the folder of the package
  sampan: hint: check "exclude" of the package and .dockerignore; add what the CI builds with "add"
  sampan: hint: see what serves: sampan status cloud
  2
  sampan: error: Dockerfile:1: the base image docker.io/library/node:21.99-alpine does not exist
  sampan: hint: correct the name or tag after FROM in the Dockerfile
  sampan: hint: see what serves: sampan status cloud
  2
  sampan: error: Dockerfile:1: Docker Hub refuses further pulls: the rate limit is reached
  sampan: hint: deploy again later, or use a mirror in the Dockerfile: FROM mirror.ccs.tencentyun.com/library/…
  sampan: hint: see what serves: sampan status cloud
  2
  sampan: error: Dockerfile:3: syntax error in the Dockerfile: unknown instruction: RUM
  sampan: hint: fix this line, and deploy again
  sampan: hint: see what serves: sampan status cloud
  2
  sampan: error: Dockerfile:7: "apt-get install -y libvips42" failed: the package libvips42 does not exist for the image's system
  sampan: hint: run apt-get update in the same RUN; check its name for the release in FROM
  sampan: hint: see what serves: sampan status cloud
  2
  sampan: error: Dockerfile:4: "npm ci" failed: the disk of the builder is full
  sampan: hint: make the image smaller, clean up in the same RUN, or deploy again: another builder may have room
  sampan: hint: see what serves: sampan status cloud
  2
  sampan: error: "make check" failed with exit code 2
  sampan: hint: run it on your machine, e.g. with docker build, and fix what it reports
  sampan: hint: see what serves: sampan status cloud

What a step prints that is successful is not the cause, and of stages that are built at the same time, the step of the line
is named.

  $ for log in ignored parallel; do fails $log; done
  2
  sampan: error: Dockerfile:6: "npm run build" failed with exit code 1
  sampan: hint: run it on your machine, e.g. with docker build, and fix what it reports
  sampan: hint: see what serves: sampan status cloud
  2
  sampan: error: package.json:5: "npm ci" failed: dependency conflict: shop-widgets@2.4.0 needs react@^19.0.0 (found react@18.3.1)
  sampan: hint: run npm install, commit the new package-lock.json, and deploy again
  sampan: hint: see what serves: sampan status cloud

The log is read from its beginning, however long it is: this is the builder's memory, and not that of the service.

  $ killed() { echo '#8 [5/6] RUN npm run build'; for n in $(seq 120); do echo "#8 $n.1 asset $n"; done; echo '#8 ERROR: process "/bin/sh -c npm run build" did not complete successfully: exit code: 137'; }
  $ killed > ~/build.log; sampan deploy > ~/out 2>&1; grep -E '^sampan: (error|hint)' ~/out; sampan cancel cloud -q > ~/out 2>&1 || true
  sampan: error: Dockerfile:6: "npm run build" failed: the build needs more memory than the builder has, and was killed
  sampan: hint: build the image in CI and deploy it with "image", or make the build use less memory
  sampan: hint: see what serves: sampan status cloud

Of a log without a known cause, the end is shown.

  $ seq 120 | sed 's/^/line /' > ~/build.log; sampan deploy 2>&1 | grep -E '^    (\| line|… )' | sed -n '1p;$p'; sampan cancel cloud -q > ~/out 2>&1 || true
      | line 41
      … 40 more lines: sampan logs cloud

In a CI, the annotation is on that line.

  $ cp $FIXTURES/logs/npm-conflict.log ~/build.log
  $ GITHUB_ACTIONS=true GITHUB_REPOSITORY=acme/api GITHUB_REF=refs/heads/main sampan deploy 2>&1 | grep '^::error'
  ::error file=package.json,line=5::"npm ci" failed: dependency conflict: shop-widgets@2.4.0 needs react@^19.0.0 (found react@18.3.1)%0Asampan: cause: the provider reports: BuildImage: build image failed: exit status 1%0Asampan: request id $ID%0Asampan: hint: run npm install, commit the new package-lock.json, and deploy again%0Asampan: hint: see what serves: sampan status cloud
