Where a package comes from is written beside it, as a statement that others sign.

  $ cp $FIXTURES/here.json sampan.json && git remote add origin https://ci:key-of-the-user@git.example/acme/api.git
  $ echo 'int main;' > main.c && git add -A && git commit -qm 'Add sources'
  $ sampan package here -o ../here.zip --provenance ../here.intoto.json
  $SHA256  ../here.zip
  $ cat ../here.intoto.json
  {
    "_type": "https://in-toto.io/Statement/v1",
    "predicate": {
      "buildDefinition": {
        "buildType": "https://github.com/OWNER/sampan/blob/main/ci-templates/README.md#provenance-v1",
        "externalParameters": {
          "config": "sampan.json",
          "source": "git+https://git.example/acme/api.git",
          "target": "here"
        },
        "resolvedDependencies": [
          {
            "digest": {
              "gitCommit": "d39fe8ab7ca44fc5435fc4e039c232a01f9610a8",
              "gitTree": "7938bf8406ff5e06853f39ee41839f49db182b82"
            },
            "uri": "git+https://git.example/acme/api.git"
          },
          {
            "digest": {
              "sha256": "$SHA256"
            },
            "name": "sampan.json"
          }
        ]
      },
      "runDetails": {
        "builder": {
          "id": "https://github.com/OWNER/sampan/blob/main/ci-templates/README.md#builder-local",
          "version": {
            "sampan": "0.1.0"
          }
        }
      }
    },
    "predicateType": "https://slsa.dev/provenance/v1",
    "subject": [
      {
        "digest": {
          "sha256": "$SHA256"
        },
        "name": "here.zip"
      }
    ]
  }
  $ grep -c key-of-the-user ../here.intoto.json
  0
  [1]

It has the form that in-toto and SLSA specify, its subject is the zip, and it is the same each time.

  $ valid() { "$JUDGES/check-jsonschema" -q --schemafile $FIXTURES/provenance.schema.json $1 && echo valid; }
  $ valid ../here.intoto.json
  valid
  $ grep -c "$(sha256sum < ../here.zip | cut -d' ' -f1)" ../here.intoto.json
  1
  $ sampan package -o ../here.zip --provenance ../again.json && cmp ../here.intoto.json ../again.json
  $SHA256  ../here.zip
  $ grep -v '"id":' ../again.json > ../broken.json; valid ../broken.json > ../errors || echo refused
  refused

In a job it has the workflow, the branch and the run.

  $ export GITHUB_ACTIONS=true GITHUB_SERVER_URL=https://github.com GITHUB_REPOSITORY=acme/api GITHUB_RUN_ID=42 GITHUB_REF=refs/heads/main GITHUB_SHA=$(git rev-parse HEAD) GITHUB_WORKFLOW_REF=acme/api/.github/workflows/deploy.yml@refs/heads/main
  $ sampan package here -o ../here.zip --provenance ../job.json > ../out 2>&1; valid ../job.json
  valid
  $ diff ../here.intoto.json ../job.json | sed -n 's/^> *//p'
  "source": "git+https://git.example/acme/api.git@refs/heads/main",
  "uri": "git+https://git.example/acme/api.git@refs/heads/main"
  "id": "https://github.com/acme/api/.github/workflows/deploy.yml@refs/heads/main",
  },
  "metadata": {
  "invocationId": "https://github.com/acme/api/actions/runs/42"
  $ unset GITHUB_ACTIONS

A place where it cannot be written is an error before anything is.

  $ rm ../here.zip; mkdir ../folder
  $ for file in ../folder ../gone/it.json - .././here.zip; do sampan package here -o ../here.zip --provenance $file; done
  sampan: error: "../folder" is a directory
  sampan: hint: name a file: --provenance package.intoto.json
  sampan: error: the folder of "../gone/it.json" does not exist
  sampan: hint: mkdir -p $HOME/work/../gone
  sampan: error: "-" is not a file
  sampan: hint: name a file: --provenance package.intoto.json
  sampan: error: the zip and its provenance cannot be the same file
  sampan: hint: name a file: --provenance package.intoto.json
  [64]
  $ ls ../here.zip
  ls: cannot access '../here.zip': No such file or directory
  [2]
