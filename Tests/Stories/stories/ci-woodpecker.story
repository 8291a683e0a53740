cloud: calm

Woodpecker runs Sampan as a plugin: settings in.

  $ sh $FIXTURES/ci/try woodpecker .woodpecker.yml
  wrote sampan.json
  wrote .woodpecker.yml
  | staging     deployed  $VERSION  $CLOUD/sites/staging-1a2b3c/api  # s
  | production  deployed  v1.2.3  $CLOUD/sites/prod-4d5e6f/api  # s
