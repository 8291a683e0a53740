Errors that the provider would report after minutes are reported before anything is sent.

  $ cp $FIXTURES/cloud.json sampan.json && git add -A && git commit -qm 'Start'
  $ sampan plan cloud 2>&1 >/dev/null
  sampan.json:3:5: warning: the package has no "Dockerfile"
  sampan: hint: commit it, or name it in "items": { "Dockerfile": … }
  sampan: hint: set "buildPacks" when the cloud builds without one
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

A folder is excluded as in .gitignore; an invalid glob is reported.

  $ mkdir docs && echo draft > docs/draft.md && git add -A && git commit -qm 'Add docs'
  $ cat > docs.json <<'END'
  > { "targets": { "here": { "local": { "directory": "~/site" }, "package": { "exclude": ["docs/", "*.json"] } } } }
  > END
  $ sampan package here --config docs.json -o ../x.zip
  sampan: error: docs.json:1:62: nothing is left to package below "."
  sampan: hint: correct "include" and "exclude" in "package"
  [65]
  $ sed 's/docs.", /docs\\\\*", /' docs.json > back.json && sampan check --config back.json
  back.json:1:87: error: glob "docs\*" in "package.exclude[0]" in target "here" contains a backslash, which has no meaning here
  sampan: hint: separate folders with /, and write [*] for a literal *
  [78]

~ is the home directory as in a shell; links among built files are followed or kept as configured.

  $ cat > built.json <<'END'
  > { "targets": { "here": { "local": { "directory": "~/site" }, "package": { "symlinks": "keep", "add": ["lib/**"] } } } }
  > END
  $ mkdir -p lib/.bin && echo tool > lib/tool && ln -s ../tool lib/.bin/tool && sampan -q deploy here --config built.json
  here  deployed  20231114-*  file://$HOME/site/current  # s (glob)
  $ cat ~/site/current/lib/.bin/tool; readlink ~/site/current/lib/.bin/tool
  tool
  ../tool
  $ touch "$(printf 'lib/\377')" && sampan -q deploy here --config built.json
  sampan: error: built.json:1:62: 1 path cannot go into a package: "lib/\xff" (not UTF-8)
  sampan: hint: rename them in the repository
  sampan: hint: exclude them with "exclude" in "package"
  [65]
