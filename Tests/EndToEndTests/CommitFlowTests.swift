import HarnessKit
import TestSupport
import Testing

/// The built program in repositories that know nothing of it.
@Suite(.timeLimit(.minutes(30))) struct CommitFlowTests {
    let installation: Installation

    init() throws {
        installation = try Installation()
    }

    private func bash(_ script: String) throws -> String {
        var environment = Environment.inherited
        environment["PATH"] = "\(installation.bench.path):\(environment["PATH"] ?? "")"
        // As in a hook of git's, where everything points at another repository.
        environment["GIT_DIR"] = "/nowhere"
        let outcome = try installation.bench.run(["bash", "-c", script], environment: environment)
        return outcome.output.text + outcome.errors.text
    }

    @Test func `A newcomer's first command says which tests are hollow, and leaves nothing behind`() throws {
        let text = try bash(
            """
            unset GIT_DIR; mkdir project temporary && cd project && git init -q .
            git config user.email a@b && git config user.name a
            printf 'test:\\n\\tsh tests/run\\n' > Makefile; echo 1 > value; git add -A; git commit -qm one
            mkdir tests; cat > tests/run << 'END'
            echo "1..2"; grep -q 2 value && echo "ok 1 - two" || echo "not ok 1 - two"
            echo "ok 2 - always"; grep -q 2 value
            END
            echo 2 > value; git add -A; git commit -qm two
            export GIT_DIR=/nowhere TMPDIR=$PWD/../temporary
            verify commit HEAD --json > ../answer; echo "exit $?"
            unset GIT_DIR; git status --porcelain; ls ../temporary
            python3 -c '
            import json
            answer = json.load(open("../answer"))
            print(answer["sentence"], [(t["name"], t["verdict"]) for t in answer["tests"]])'
            """)
        expect(text.contains("exit 1\n1 of your 2 new tests passes without the change"), "\(text)")
        expect(text.contains("('two', 'fails-without'), ('always', 'passes-without')"), "\(text)")
    }

    @Test func `A commit without tests, and a folder without git, are said in one line`() throws {
        let text = try bash(
            """
            unset GIT_DIR; mkdir project && cd project; verify commit; echo "exit $?"
            git init -q . && git config user.email a@b && git config user.name a
            echo 1 > a; git add -A; git commit -qm one; echo 2 > a; git commit -qam two
            verify commit; echo "exit $?"
            """)
        expect(text.contains("exit 69\n") && text.contains("is no git work tree: there is no commit to look at"))
        expect(
            text.contains("the commit brings no new or changed tests: 1 file changed, none of them a test file\nnext: ")
        )
        expect(text.contains(" --test-file PATH\nexit 1\n"))
    }
}
