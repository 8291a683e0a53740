The zip replaces a file, and only a file.

  $ cp $FIXTURES/here.json sampan.json && git add -A && git commit -qm 'Start'
  $ mkdir ../out && cd ../out && mkdir folder && mkfifo pipe && echo precious > file && ln -s file link
  $ echo precious > here.zip.partial
  $ package() { sampan -C ../work package here -o "$1"; }
  $ package $PWD/here.zip
  $SHA256  $HOME/out/here.zip
  $ package $PWD/here.zip
  $SHA256  $HOME/out/here.zip
  $ package $PWD/folder
  sampan: error: "$HOME/out/folder" is a directory
  sampan: hint: name a file: sampan package here -o package.zip
  [64]
  $ package $PWD/pipe
  sampan: error: "$HOME/out/pipe" is a pipe, a socket or a device
  sampan: hint: name a file: sampan package here -o package.zip
  [64]
  $ package $PWD/link
  sampan: error: "$HOME/out/link" is a symbolic link
  sampan: hint: name a file: sampan package here -o package.zip
  [64]
  $ package folder/
  sampan: error: "folder/" is not a file
  sampan: hint: name a file: sampan package here -o package.zip
  [64]
  $ package ''
  sampan: error: package needs a file to write
  sampan: hint: name a file: sampan package here -o package.zip
  [64]
  $ package -
  sampan: error: package cannot write the zip to standard output: the listing and the SHA-256 are printed there
  sampan: hint: name a file: sampan package here -o package.zip
  [64]
  $ sampan -C ../work package here
  sampan: error: package needs a file to write
  sampan: hint: name a file: sampan package here -o package.zip
  [64]
  $ cat file here.zip.partial
  precious
  precious
  $ ls
  file
  folder
  here.zip
  here.zip.partial
  link
  pipe
