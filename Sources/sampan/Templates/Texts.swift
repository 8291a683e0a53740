/// The files of `ci-templates`, carried along so that `sampan init` works wherever the program is.
enum Texts {}
