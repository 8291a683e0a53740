cloud: calm
calls: UpdateCloudRunServer 0

An image of a docker daemon, without a daemon. The message is that of docker 28.2.2.

  $ git config user.name A; git config user.email a@example.com
  $ cat > sampan.json <<'END'
  > { "version": "1.2.3", "targets": { "production": {
  >   "tcbr": { "envId": "env-a", "serverName": "api" },
  >   "image": { "repository": "ccr.ccs.tencentyun.com/acme/api", "from": "dev", "via": "docker" } } } }
  > END
  $ git add . && git commit -q -m 'ship it'
  $ mkdir bin && cat > bin/docker <<'END'
  > #!/bin/sh
  > echo; printf '\033[2JCannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?\n' >&2
  > exit 1
  > END
  $ chmod +x bin/docker; PATH=$PWD/bin:$PATH
  $ sampan deploy production
  production → tcbr env-a/api   1.2.3
    Tencent Cloud key … from TENCENTCLOUD_SECRET_ID
    api-006 is live without a stamp of sampan: cannot tell whether it is newer
    preflight api-006 is live                                         # s
    package   ccr.ccs.tencentyun.com/acme/api:1.2.3                   # s
  
  sampan: error: docker image inspect: \x1B[2JCannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?
  sampan: hint: start the docker daemon, or set DOCKER_HOST
  sampan: hint: or push the image in the job that builds it, and deploy with "via": "registry"
  
  production  failed  1.2.3  still live: api-006  # s
  [65]
