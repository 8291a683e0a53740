import Model
import Testing

@Suite struct PathTests {
  @Test(arguments: [
    ("site", "/a/b/site"), ("../site", "/a/site"), ("./x/../y", "/a/b/x/../y"), ("/srv/app", "/srv/app"),
    ("../../../x", "/x"), (".", "/a/b"), ("..", "/a"),
  ]) func `a relative path is read from its folder`(path: String, expected: String) {
    #expect(absolutePath(path, from: "/a/b") == expected)
  }

  @Test(arguments: [("/a/b/c", "/a/b"), ("/a/", "/"), ("/a", "/"), ("/", "/")])
  func `the folder of a path has no slash at its end`(path: String, folder: String) {
    #expect(parentPath(path) == folder)
  }
}
