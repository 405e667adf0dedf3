import HarnessKit
import TestSupport
import Testing

/// `scripts/get.sh`: from PATH, from a release on a server of our own, or a plain word.
struct GetTests {
    let bench: Workbench

    init() throws {
        bench = try Workbench()
        // The skill's folder as it is when only that was copied, and programs that are everywhere.
        try bench.shell("mkdir -p skill/scripts bin user")
        for name in ["SKILL.md", "scripts/get.sh"] {
            try bench.write(try Repository.text(of: name), to: "skill/\(name)")
        }
        try bench.shell(
            """
            for name in sh cat cut sed tr head grep mkdir chmod mv ln cp rm tar gzip mktemp uname dirname readlink tail \
                sha256sum curl wget make; do
                at=$(command -v $name) && ln -s "$at" bin/$name || true
            done
            """)
    }

    private func get(_ words: String..., address: String? = nil, without missing: [String] = []) throws
        -> ProgramOutcome
    {
        for name in missing { try bench.shell("rm -f bin/\(name)") }
        var environment = Environment(["PATH": "\(bench.path)/bin", "HOME": "\(bench.path)/user"])
        environment["HARNESS_RELEASE_URL"] = address
        return try bench.run(["\(bench.path)/bin/sh", "skill/scripts/get.sh"] + words, environment: environment)
    }

    /// A release whose program is a script with our mark in it.
    private func publish() throws {
        let made = try bench.shell(
            """
            set -e
            name=harness-executor-0.1.0-$(uname -s | tr A-Z a-z)-$(uname -m)
            mkdir -p releases tree/$name/bin tree/$name/share/harness-executor
            printf '#!/bin/sh\\n# harness-executor, the executable: x\\necho "harness-executor 0.1.0 (release)"\\n' \
                > tree/$name/bin/harness-executor
            chmod 755 tree/$name/bin/harness-executor
            echo skill > tree/$name/share/harness-executor/SKILL.md
            tar -C tree -czf releases/$name.tar.gz $name
            cd releases && sha256sum $name.tar.gz > $name.tar.gz.sha256
            """)
        try #require(made.exit == .exited(0), "\(made.errors.text)")
    }

    /// Serves the releases on loopback while something is done.
    private func serving(_ body: (String) throws -> Void) throws {
        try bench.shell(
            """
            cd releases && python3 -u -m http.server 0 --bind 127.0.0.1 > ../server.log 2>&1 < /dev/null &
            echo $! > server.pid
            for turn in $(seq 100); do grep -q ' port ' server.log && break; sleep 0.1; done
            """)
        defer { _ = try? bench.shell("kill $(cat server.pid)") }
        let log = try bench.text(of: "server.log") ?? ""
        let words = log.split(separator: " ").map(String.init)
        let port = try #require(words.firstIndex(of: "port").map { words[$0 + 1] }, "\(log)")
        try body("http://127.0.0.1:\(port)/")
    }

    @Test func `What is on PATH is used as it is`() throws {
        try bench.shell(
            "printf '#!/bin/sh\\necho \"harness-executor 9.9 (x)\"\\n' > bin/harness-executor && chmod +x bin/*")
        let outcome = try get()
        expect(outcome.exit, is: .exited(0))
        expect(outcome.output.text, is: "harness-executor 9.9 (x) is there: \(bench.path)/bin/harness-executor\n")
        try bench.shell("printf '#!/bin/sh\\necho hello\\n' > bin/harness-executor")
        let other = try get()
        expect(other.exit == .exited(69) && other.errors.text.contains("is another program of that name\nhint: "))
    }

    @Test(arguments: ["curl", "wget"]) func `A release is fetched, checked and installed`(tool: String) throws {
        guard try bench.shell("test -e bin/\(tool)").exit == .exited(0) else { return }
        try publish()
        try serving { address in
            let outcome = try get(address: address, without: [tool == "curl" ? "wget" : "curl"])
            expect(outcome.exit, is: .exited(0), "\(outcome.errors.text)")
            expect(
                outcome.output.text,
                is: """
                    installed harness-executor 0.1.0 (release) into \(bench.path)/user/.local/bin
                    next: put \(bench.path)/user/.local/bin on your PATH, then harness-executor install

                    """)
            try expect(bench.text(of: "user/.local/share/harness-executor/SKILL.md"), is: "skill\n")
            expect((bench.path / "user/.local/bin/verify").linkTarget, is: "harness-executor")
            // Over itself it is an upgrade.
            try expect(get(address: address).exit, is: .exited(0))
            let names = try bench.shell("ls -A user/.local/bin").output.text.split(separator: "\n").map(String.init)
            expect(names, is: Installation.names.sorted())
        }
    }

    @Test func `What does not match its digest is not installed`() throws {
        try publish()
        try bench.shell("for file in releases/*.gz; do printf x >> $file; done")
        try serving { address in
            let outcome = try get(address: address)
            expect(outcome.exit, is: .exited(1))
            expect(outcome.errors.text.contains("is not what it should be: its SHA-256 is "))
            try expect(bench.shell("ls -A user/.local/bin").output.text.isEmpty)
        }
    }

    @Test func `Somebody else's program of that name stays`() throws {
        try publish()
        try bench.write("theirs", to: "user/.local/bin/verify")
        try serving { address in
            let outcome = try get(address: address)
            expect(outcome.exit, is: .exited(73))
            expect(outcome.errors.text.hasPrefix("get.sh: \(bench.path)/user/.local/bin/verify is not ours\nhint: "))
            try expect(bench.text(of: "user/.local/bin/verify"), is: "theirs")
            try expect(get("--prefix", "\(bench.path)/other", address: address).exit, is: .exited(0))
        }
    }

    @Test func `Where nothing works it says what is missing`() throws {
        let none = try get()
        expect(none.exit, is: .exited(69))
        expect(
            none.errors.text.hasPrefix(
                "get.sh: harness-executor cannot be brought here: HARNESS_RELEASE_URL names no folder of releases; "
                    + "the sources are not beside this script\nhint: set HARNESS_RELEASE_URL"))
        let blind = try get(address: "http://127.0.0.1:9/", without: ["curl", "wget"])
        expect(blind.errors.text.contains("neither curl nor wget is here to fetch a release"))
        try bench.shell("mkdir skill/Sources && touch skill/Package.swift")
        try expect(get().errors.text.contains("there is no swift to build the sources with"))
        try expect(get("--wrong").exit, is: .exited(64))
    }

    @Test func `Sources are built outside their folder`() throws {
        // A compiler that does nothing, and a make that installs what it is told.
        try bench.shell(
            """
            mkdir skill/Sources && touch skill/Package.swift && printf '#!/bin/sh\\n' > bin/swift
            rm bin/make
            printf '#!/bin/sh\\npwd > %s/where\\nfor word; do case "$word" in PREFIX=*) p=${word#PREFIX=} ;; esac; done\\nprintf "#!/bin/sh\\\\necho harness-executor 0.1.0\\\\n" > "$p/bin/harness-executor"\\nchmod +x "$p/bin/harness-executor"\\n' \
                "$PWD" > bin/make
            chmod +x bin/swift bin/make && chmod -R a-w skill
            """)
        let outcome = try get()
        expect(outcome.exit, is: .exited(0), "\(outcome.errors.text)")
        expect(outcome.output.text.contains("installed harness-executor 0.1.0 into "))
        let place = try #require(try bench.text(of: "where"))
        expect(!place.hasPrefix("\(bench.path)/skill"))
        expect(FileStatus(of: Path(String(place.dropLast()))) == nil, "what was built in is gone")
    }
}
