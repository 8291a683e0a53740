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

  $ sampan deploy production

  $ skopeo copy -q --insecure-policy --all --src-tls-verify=false --src-creds ci:sesame docker://$REGISTRY_1/acme/api:1.2.3 dir:$HOME/copied
  $ diff -r $HOME/image $HOME/copied

With the password of the other registry, nothing is deployed.

  $ SAMPAN_REGISTRY_PASSWORD=mustard sampan deploy production --config sampan.json 2>&1 | grep '^sampan'
