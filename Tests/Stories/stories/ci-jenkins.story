cloud: calm

Jenkins runs a script, and prints each of its commands.

  $ sh $FIXTURES/ci/try jenkins Jenkinsfile
  wrote sampan.json
  wrote Jenkinsfile
  | staging     deployed  $VERSION  $CLOUD/sites/staging-1a2b3c/api  # s
  | production  deployed  v1.2.3  $CLOUD/sites/prod-4d5e6f/api  # s
