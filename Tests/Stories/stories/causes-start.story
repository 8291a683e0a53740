cloud: crash

What the platform says of an image that it cannot pull or start is told as its cause. Each log is that of a real failure,
in other words.

  $ cat > sampan.json <<'END'
  > { "targets": { "cloud": {
  >   "tcbr": {
  >     "envId": "env-a", "serverName": "api",
  >     "items": { "Port": 80, "CpuSpecs": 0.5, "MemSpecs": 1 }
  >   },
  >   "package": {},
  >   "wait": { "interval": "1s" } } } }
  > END
  $ printf 'FROM node:22\nCOPY . /app\nRUN chmod -x /app/start.sh\nCMD ["/app/start.sh"]\n' > Dockerfile
  $ git add -A && git commit -qm 'Add the service'
  $ fails() { cp $FIXTURES/logs/$1.log ~/process.log; sampan deploy cloud > ~/out 2>&1; echo $?; grep -E '^sampan: (error|hint)' ~/out; }

  $ for log in exec-format not-executable module port memory quota; do fails $log; done
