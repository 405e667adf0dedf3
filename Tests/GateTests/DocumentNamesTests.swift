import TestSupport
import Testing

@testable import Gate

/// What a task of kind docs may change, by its name.
@Suite struct DocumentNamesTests {
    @Test(arguments: [
        "README", "Readme", "readme", "NEWS", "HACKING", "ChangeLog", "changelog", "THANKS", "TODO", "INSTALL",
        "License",
        "sub/AUTHORS", "a.md", "a.RST", "README.org", "a.textile", "README.rdoc", "docs/x.csv", "Doc/x.tex",
        "docs/a/x.bib",
        "svc/docs/x.drawio", "docs/x.mmd", "docs/x.puml", "man/hi.1", "docs/hi.8", "share/man/man1/hi.1",
        "man/git-log.3",
    ]) func `Documents are told by name and place`(path: String) {
        expect(DocumentsControl.isDocumentation(path))
    }

    @Test(arguments: [
        "todo", "install", "news", "hacking", "history", "changes", "TODO.py", "x.csv", "x.tex", "x.puml", "hi.1",
        "lib/hi.1",
        "lib.so.1", "docs/libx.so.1", "docs/hi.9", "docs/1", "docs/.1", "docs/hi.12", "tests/docs/x.csv",
        "src/doc/x.csv",
        "docs/x.html", "docs/x.ipynb", "docs/x.yml", "docs/x.json", "docs/conf.py", "docs/Makefile", "docs/x.js",
        "man/x.csv", "requirements.txt", "docs/requirements.txt", "CMakeLists.txt", "mkdocs.yml",
    ]) func `What is run or read by a program is none`(path: String) {
        expect(!DocumentsControl.isDocumentation(path))
    }

    /// What other controls leave out of account is less: a program could read the rest.
    @Test(arguments: ["NEWS", "TODO", "readme", "docs/x.csv", "man/hi.1", "a.org"])
    func `What a program could read is work to other controls`(path: String) {
        expect(!DocumentsControl.isDocument(path) && DocumentsControl.isDocumentation(path))
    }
}
