An image is rehearsed with a registry on this machine that has the images that CI would have pushed.

  $ git config user.name A; git config user.email a@example.com
  $ cat > sampan.json <<'END'
  > { "version": "1.2.3", "targets": { "production": {
  >   "tcbr": { "envId": "env-a", "serverName": "api" },
  >   "image": { "repository": "ccr.ccs.tencentyun.com/acme/api", "from": "build-7" } } } }
  > END
  $ git add . && git commit -q -m 'ship it'
  $ sampan rehearse production 2>&1 | grep -E 'publish|deployed'
    publish   tagged sha256:$SHA256, from ccr.ccs.tencentyun.com/acme/api:build-7  # s
  production  deployed  1.2.3  http://127.0.0.1:*/sites/env-a/api  # s simulated (glob)
  $ sampan rehearse production --scenario denied 2>&1 | grep -E 'error|failed'
  sampan: error: PUT http://127.0.0.1:*/v2/acme/api/manifests/1.2.3: DENIED: requested access to the resource is denied (glob)
  production  failed  1.2.3  still live: api-006  # s simulated (glob)
  $ sampan rehearse production --scenario lost-answer 2>&1 | grep -E 'deployed'
  production  deployed  1.2.3  http://127.0.0.1:*/sites/env-a/api  # s simulated (glob)
