cloud: crash

A private image that the cloud may not pull: each cloud needs something else for it.

  $ cat > sampan.json <<'END'
  > { "targets": { "cloud": {
  >   "tcbr": { "envId": "env-a", "serverName": "api" }, "wait": { "interval": "1s" },
  >   "image": { "repository": "registry.example.com/acme/api", "tag": "1.2.3" }
  > } } }
  > END
  $ git add -A && git commit -qm 'Add the service'
  $ cp $FIXTURES/logs/image-private.log ~/process.log
  $ sampan deploy cloud

  $ cp $FIXTURES/logs/image-platform.log ~/process.log
  $ sampan deploy cloud 2>&1 | grep -E '^sampan: (error|hint)'

A rehearsal plays the same; TEM reports only what its instances wait for.

  $ sampan rehearse cloud --scenario image-refused 2>&1 | grep -E '^sampan: (error|hint)'

  $ cat > sampan.json <<'END'
  > { "targets": { "cloud": {
  >   "tem": { "region": "ap-guangzhou", "applicationId": "app-a", "environmentId": "en-a" }, "wait": { "interval": "10s" },
  >   "image": { "repository": "registry.example.com/acme/api", "tag": "1.2.3" }
  > } } }
  > END
  $ git commit -qam 'Deploy to TEM'
  $ sampan rehearse cloud --scenario image-refused 2>&1 | grep -E '^sampan: (error|hint)'
