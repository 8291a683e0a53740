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
  $ fails() { cp $FIXTURES/logs/$1.log ~/build.log; sampan deploy > ~/out 2>&1; echo $?; grep -E '^sampan: (error|hint)' ~/out; }

The whole screen, once: the log is cut to the first real error.

  $ cp $FIXTURES/logs/npm-conflict.log ~/build.log; sampan deploy

  $ for log in npm-lock npm-script npm-network tool-missing heap; do fails $log; done

  $ for log in pip maven gradle go go-compile; do fails $log; done

  $ for log in copy base rate syntax apt disk tests-fail; do fails $log; done

In a CI, the annotation is on that line.

  $ cp $FIXTURES/logs/npm-conflict.log ~/build.log
  $ GITHUB_ACTIONS=true GITHUB_REPOSITORY=acme/api GITHUB_REF=refs/heads/main sampan deploy 2>&1 | grep '^::error'
