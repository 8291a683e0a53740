The files of ci-templates are what the makers of each CI system publish as valid.

  $ valid() { "$JUDGES/check-jsonschema" -q --builtin-schema vendor.$1 $2 && echo "$2 is valid"; }
  $ cd $TEMPLATES && valid github-workflows github/deploy.yml && valid github-workflows github/matrix.yml && valid github-actions github/action.yml
  $ valid azure-pipelines azure/azure-pipelines.yml && valid woodpecker-ci woodpecker/woodpecker.yml
  $ valid gitlab-ci gitlab/deploy.gitlab-ci.yml && valid gitlab-ci gitlab/fan-out.gitlab-ci.yml
  $ valid gitlab-ci gitlab/sampan.yml

A wrong one would be noticed.

  $ sed 's/runs-on/runs-in/' github/deploy.yml > $HOME/wrong.yml && valid github-workflows $HOME/wrong.yml > /dev/null

The config's schema is the one that the program prints, and takes the config that init writes.

  $ sampan schema | cmp - sampan.schema.json
  $ "$JUDGES/check-jsonschema" --check-metaschema sampan.schema.json
  $ "$JUDGES/check-jsonschema" --force-filetype json5 --schemafile sampan.schema.json sampan.json
