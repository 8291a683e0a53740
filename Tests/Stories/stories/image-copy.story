cloud: calm
registries: 2
calls: UpdateCloudRunServer 1

CI pushes where the cloud cannot pull: the image is copied from that registry to the one that the target names, with all
its platforms. Each registry asks for a password of its own. skopeo is the judge.

  $ skopeo copy -q --insecure-policy --all --preserve-digests --dest-tls-verify=false --dest-creds ci:mustard dir:$HOME/image docker://$REGISTRY_2/acme/ci:build-7
  $ mkdir ~/.docker
  $ printf '{"auths": {"%s": {"auth": "%s"}}}' $REGISTRY_2 $(printf ci:mustard | base64) > ~/.docker/config.json
  $ export SAMPAN_REGISTRY_USER=ci SAMPAN_REGISTRY_PASSWORD=sesame SAMPAN_REGISTRY_HOST=$REGISTRY_1
  $ cat > sampan.json <<END
  > { "version": "1.2.3", "targets": { "production": {
  >   "tcbr": { "envId": "env-a", "serverName": "api" }, "wait": { "interval": "1s" },
  >   "image": { "repository": "$REGISTRY_1/acme/api", "from": "$REGISTRY_2/acme/ci:build-7" } } } }
  > END
  $ git add . && git commit -qm 'ship it'
  $ sampan plan -v production | grep -E 'blobs|manifests'
    9. HEAD http://$REGISTRY_1/v2/acme/api/manifests/1.2.3 (read-only)
    10. GET http://$REGISTRY_2/v2/acme/ci/manifests/build-7 (read-only)
    11. HEAD http://$REGISTRY_1/v2/acme/api/blobs/<digest> (read-only)
    12. POST http://$REGISTRY_1/v2/acme/api/blobs/uploads/
    13. GET http://$REGISTRY_2/v2/acme/ci/blobs/<digest> (read-only)
    14. PUT http://$REGISTRY_1/v2/acme/api/blobs/uploads/<upload>?digest=<digest>
    15. PUT http://$REGISTRY_1/v2/acme/api/manifests/<digest>
    20. PUT http://$REGISTRY_1/v2/acme/api/manifests/1.2.3
    21. HEAD http://$REGISTRY_1/v2/acme/api/manifests/1.2.3 (read-only)

Whether the registries accept the logins is known before a deploy.

  $ sampan doctor --credentials 2>/dev/null | grep -E 'login|authenticated'
    authenticated as qcs::cam::uin/100000000001:uin/100000000001 (account 100000000001), key … from TENCENTCLOUD_SECRET_ID
    $REGISTRY_1 accepts the login from SAMPAN_REGISTRY_PASSWORD
    $REGISTRY_2 accepts the login from $HOME/.docker/config.json
  $ SAMPAN_REGISTRY_PASSWORD=mustard sampan doctor --credentials > said 2>&1
  [77]
  $ grep -A2 UNAUTHORIZED said | sed 's/^ *//'; rm said
  sampan: error: production: GET http://$REGISTRY_1/v2/acme/api/manifests/1.2.3: UNAUTHORIZED: authentication required
  sampan: hint: check user and password of SAMPAN_REGISTRY_PASSWORD
  sampan: hint: allow the account of SAMPAN_REGISTRY_PASSWORD to pull from "acme/api"

With the password of the other registry, nothing is deployed.

  $ SAMPAN_REGISTRY_PASSWORD=mustard sampan deploy production 2>&1 | grep '^sampan'
  sampan: error: HEAD http://$REGISTRY_1/v2/acme/api/manifests/1.2.3: status 401 (authentication required)
  sampan: hint: check user and password of SAMPAN_REGISTRY_PASSWORD
  sampan: hint: allow the account of SAMPAN_REGISTRY_PASSWORD to pull from "acme/api"

  $ sampan deploy production
  production → tcbr env-a/api   1.2.3
    Tencent Cloud key … from TENCENTCLOUD_SECRET_ID
    api-006 is live without a stamp of sampan: cannot tell whether it is newer
    preflight api-006 is live                                         # s
    package   $REGISTRY_1/acme/api:1.2.3 *# s (glob)
    copying 4 parts, 184 B, from $REGISTRY_2/acme/ci:build-7
    publish   tagged sha256:$SHA256, 184 B copied from $REGISTRY_2/acme/ci:build-7  # s
    update    operation 2323885                                       # s
    rollout   CreateVersion running
    rollout   CreateVersion finished                                  # s
    rollout   ReleaseVersion finished                                 # s
    rollout   api-007                                                 # s
    verify    receives all traffic                                    # s
  
  production  deployed  1.2.3  $CLOUD/sites/env-a/api  # s

  $ skopeo copy -q --insecure-policy --all --src-tls-verify=false --src-creds ci:sesame docker://$REGISTRY_1/acme/api:1.2.3 dir:$HOME/copied
  $ diff -r $HOME/image $HOME/copied
