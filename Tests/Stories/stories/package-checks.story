What would fail at the provider after minutes is said before anything is sent.

  $ cp $FIXTURES/cloud.json sampan.json && git add -A && git commit -qm 'Start'
  $ sampan plan cloud 2>&1 >/dev/null
  sampan.json:3:5: warning: the package holds no "Dockerfile"
  sampan: hint: commit it, or name it in "items": { "Dockerfile": … }
  sampan: hint: set "HasDockerfile": false in "items" when the service is built without one
  $ cat > nothing.json <<'END'
  > { "targets": { "here": { "local": { "directory": "../site" }, "package": { "include": ["*.go"] } } } }
  > END
  $ sampan package here --config nothing.json -o ../x.zip
  sampan: error: nothing.json:1:63: nothing is left to package below "."
  sampan: hint: correct "include" and "exclude" in "package"
  [65]
  $ cat > builder.json <<'END'
  > { "targets": { "cloud": { "tcbr": { "envId": "env-a", "serverName": "api", "items": { "HasDockerfile": false } }, "package": {} } } }
  > END
  $ sampan plan cloud --config builder.json 2>&1 >/dev/null
