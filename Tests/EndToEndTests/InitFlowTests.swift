import HarnessKit
import TestSupport
import Testing

/// From a folder that nobody prepared to a first scenario, with the built programs.
struct InitFlowTests {
    @Test func `A project that was found is checked as it is written`() throws {
        let place = try Installation()
        try place.bench.write("module example.com/notes\n", to: "notes/go.mod")
        try place.bench.write(
            """
            package main
            func main() {
                http.HandleFunc("/healthz", ok)
                http.ListenAndServe(":"+os.Getenv("PORT"), nil)
            }
            """, to: "notes/main.go")
        let written = try place.run("verify", "--project-root", "notes", "init")
        #expect(written.exit.isSuccess)
        let text = try #require(try place.bench.text(of: "notes/harness/config/environment.json"))
        #expect(text.contains(#"// go.mod"#))
        #expect(text.contains(#""build": [{"argv": ["go", "build", "-o", "/dev/null", "./..."]}],"#))
        #expect(text.contains("// likely, from main.go:4: ListenAndServe\n"))
        #expect(text.contains(#""start": {"argv": ["go", "run", "."], "env": {"PORT": "{{port}}"}},"#))
        #expect(text.contains(#""ready": {"http": {"path": "/healthz"}},"#))
        let check = try place.run("verify", "--project-root", "notes", "check")
        #expect(check.exit == .exited(1) && check.output.text.contains("TODO"), "\(check.output.text)")
        #expect(try place.run("verify", "--project-root", "notes", "init").exit == .exited(73))
    }
}
