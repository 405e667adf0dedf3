import HarnessKit
import TestSupport
import Testing

/// From a folder that nobody prepared to a first scenario, with the built programs.
struct InitFlowTests {
    @Test func `What a workspace of npm installs above its members is shared from there`() throws {
        let place = try Installation()
        try place.bench.write(#"{"name": "shop", "workspaces": ["packages/*"]}"#, to: "shop/package.json")
        for name in ["api", "core"] {
            try place.bench.write(
                #"{"name": "\#(name)", "dependencies": {"x": "1"}}"#, to: "shop/packages/\(name)/package.json")
        }
        try place.bench.write("", to: "shop/node_modules/x/index.js")
        try place.bench.write("", to: "shop/packages/core/node_modules/y/index.js")
        try expect(place.run("verify", "--project-root", "shop", "init").exit.isSuccess)
        let text = try #require(try place.bench.text(of: "shop/harness/config/environment.json"))
        expect(text.contains(#""share": ["node_modules", "packages/core/node_modules"]"#), "\(text)")
    }

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
        expect(written.exit.isSuccess)
        let text = try #require(try place.bench.text(of: "notes/harness/config/environment.json"))
        expect(text.contains(#"// go.mod"#))
        expect(text.contains(#""build": [{"argv": ["go", "build", "-o", "/dev/null", "./..."]}],"#))
        expect(text.contains("// likely, from main.go:4: ListenAndServe\n"))
        expect(text.contains(#""start": {"argv": ["go", "run", "."], "env": {"PORT": "{{port}}"}},"#))
        expect(text.contains(#""ready": {"http": {"path": "/healthz"}},"#))
        let check = try place.run("verify", "--project-root", "notes", "check")
        expect(check.exit == .exited(1) && check.output.text.contains("TODO"), "\(check.output.text)")
        try expect(place.run("verify", "--project-root", "notes", "init").exit, is: .exited(73))
    }
}
