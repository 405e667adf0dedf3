import TestSupport
import Testing

/// A project that is only a folder of somebody's repository: nothing is saved there, and that is said as it is.
struct FolderOfRepositoryTests {
    let fixture: Fixture
    private let here = ["--project-root", "svc"]

    init() throws {
        fixture = try Fixture()
        try fixture.shell("git init -q . && mkdir svc && echo a > svc/a && git add . && git commit -qm one")
    }

    @discardableResult
    private func run(_ words: String...) -> Fixture.Result { fixture.runAll(words + here) }

    @Test func `A folder inside a work tree is told where its top is`() throws {
        let top = fixture.bench.path
        let place = "\(top)/svc is a folder inside the git work tree \(top), and not its top"
        let begun = run("init", "name")
        expect(
            begun.errors.contains(
                "\(place): no state from before the work is kept, and no more than V1 is shown; "
                    + "for V2 begin it in \(top), without '--project-root'\n"), "\(begun.errors)")
        let diff = run("diff")
        expect(
            diff.errors,
            is: "task-state: snapshots are not available: \(place), or there is no git\n"
                + "hint: begin the next task in \(top), without '--project-root'\n")
        let base = run("init", "other", "--base", "HEAD")
        expect(
            base.exit == 69
                && base.errors.contains("--base names a revision of git, and \(place), or there is no git\n"))
        expect(run("resume").output.contains("not at the top of a git work tree: edits since then are not known\n"))
        run("complete", "--summary", "done")
        let page = run("summary").output
        expect(page.contains("- commit it\n") && !page.contains("no git repository"), "\(page)")
    }

    @Test func `At the top nothing of that is said`() throws {
        let begun = fixture.run("init", "name")
        expect(!begun.errors.contains("inside the git work tree"), "\(begun.errors)")
    }
}
