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
  $ fails() { cp $FIXTURES/logs/$1.log ~/process.log; sampan deploy cloud > ~/out 2>&1; echo $?; grep -E '^sampan: (error|hint)' ~/out; sampan cancel cloud -q > ~/out 2>&1 || true; }

  $ for log in exec-format not-executable module port memory quota; do fails $log; done
  2
  sampan: error: Dockerfile:1: the program is built for another kind of processor
  sampan: hint: build the image for linux/amd64: docker buildx build --platform linux/amd64
  sampan: hint: see what serves: sampan status cloud
  2
  sampan: error: Dockerfile:3: /app/start.sh is not executable
  sampan: hint: git update-index --chmod=+x start.sh, commit, and deploy again
  sampan: hint: see what serves: sampan status cloud
  2
  sampan: error: Dockerfile:4: the program /app/dist/server.js is not in the image
  sampan: hint: correct the start command, or copy the file into the image: what is built is not in the commit
  sampan: hint: see what serves: sampan status cloud
  2
  sampan: error: sampan.json:4:14: nothing listens on port 80 in the new release
  sampan: hint: make the program listen on 0.0.0.0:80, or set the port that it listens on as the service's
  sampan: hint: see why it did not start: * (glob)
  sampan: hint: see what serves: sampan status cloud
  2
  sampan: error: sampan.json:4:14: the program needs more memory than the service has, and was killed
  sampan: hint: increase the memory of the service, or limit what the program uses
  sampan: hint: see what serves: sampan status cloud
  2
  sampan: error: the account or the environment has no quota left for the new instances
  sampan: hint: raise the quota in the console, or lower the instances, processors or memory of the service
  sampan: hint: see what serves: sampan status cloud
