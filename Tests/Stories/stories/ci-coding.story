cloud: calm

CODING runs a script like Jenkins.

  $ sh $FIXTURES/ci/try coding Jenkinsfile
  wrote sampan.json
  wrote Jenkinsfile
  | staging     deployed  $VERSION  $CLOUD/sites/staging-1a2b3c/api  # s
  | production  deployed  v1.2.3  $CLOUD/sites/prod-4d5e6f/api  # s
