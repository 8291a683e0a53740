cloud: calm
holds: PUT CreateEdgeContainerAppVersion
calls: UpdateCloudRunServer 1, rollupdatecloudbaserunserverversion 1, PublishEdgeContainerAppVersion 1, RollingUpdateApplicationByVersion 1

Two jobs deploy to one service. The upload of the older commit takes longer than the whole deploy of the newer one: the
older one is refused, and the newer one stays live.

  $ cat > sampan.json <<'END'
  > { "targets": {
  >   "cloud": { "tcbr": { "envId": "env-a", "serverName": "api" }, "package": {}, "wait": { "interval": "1s" } },
  >   "mini": { "wechat": { "envId": "env-a", "serverName": "api" }, "package": {}, "wait": { "interval": "1s" } },
  >   "edge": { "esa": { "appId": "app-a", "publishEnv": "prod" },
  >     "image": { "repository": "127.0.0.1:1/acme/api" }, "wait": { "interval": "1s" } },
  >   "java": { "tem": { "region": "ap-guangzhou", "applicationId": "app-jar", "environmentId": "en-a" },
  >     "package": { "file": "app.jar" }, "wait": { "interval": "1s" } },
  >   "here": { "local": { "directory": "../site" }, "package": { "add": ["large"] } } } }
  > END
  $ printf 'FROM scratch\n' > Dockerfile && echo PK > app.jar
  $ printf '/app.jar\n/large\n' > .gitignore
  $ git add -A && git commit -qm 'Add the service'
  $ git worktree add -q --detach ../older && cp app.jar ../older
  $ echo newer > newer && git add -A && git commit -qm 'Change it'
  $ race() {
  >   touch ../hold
  >   (cd ../older && sampan -q deploy $1 > ../older.log 2>&1; echo "exit $?" >> ../older.log) &
  >   until [ -e ../held ]; do sleep 0.05; done
  >   sampan -q deploy $1 | grep -o "^$1  [a-z]*"
  >   rm ../held
  >   wait
  >   grep -oE 'is live from commit.*newer|^exit [0-9]*' ../older.log
  >   sampan -q status $1 | grep 'is live'
  > }
  $ race cloud
  cloud  deployed
  is live from commit 81e00b1591a2, 1 commit newer
  exit 5
              is live
  $ race mini
  mini  deployed
  is live from commit 81e00b1591a2, 1 commit newer
  exit 5
              is live
  $ race edge
  edge  deployed
  is live from commit 81e00b1591a2, 1 commit newer
  exit 5
              is live
  $ race java
  java  deployed
  is live from commit 81e00b15, 1 commit newer
  exit 5
              is live

For a folder on this machine, the older deploy itself is paused between its check and
its update.

  $ echo small > large && head -c 10000000 /dev/urandom > ../older/large
  $ (cd ../older && exec sampan deploy here) > ../older.log 2>&1 & older=$!
  $ until grep -qs preflight ../older.log; do sleep 0.01; done; kill -STOP $older
  $ sampan -q deploy here | grep -o '^here  [a-z]*'
  here  deployed
  $ kill -CONT $older; wait $older
  [5]
  $ grep -o 'is live from commit.*newer' ../older.log
  is live from commit 81e00b1591a2, 1 commit newer
  $ cat ../site/current/large
  small
