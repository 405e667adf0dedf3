extension Ecosystem {
    static let go = Ecosystem(
        name: "go", manifests: ["go.mod"],
        sources: [
            .text(
                "go.mod",
                [
                    ScanRow(#"(?m)^module\s+(\S+)"#, .key("module")),
                    ScanRow(#"(?m)^(?:require)?\s+([\w.-]+\.[\w.-]+/\S+)\s+v"#, .dependency),
                ])
        ],
        commands: [
            // Without a place, a module of one command leaves its program among the sources.
            CommandRow(.build, "go build -o /dev/null ./...", [.manifest], .certain),
            CommandRow(.lint, "go vet ./...", [.manifest], .certain),
            CommandRow(
                .lint, "golangci-lint run", [.file(".golangci.yml"), .file(".golangci.yaml"), .file(".golangci.toml")],
                .certain),
            CommandRow(.test, "go test ./...", [.manifest], .certain),
        ],
        programs: [
            ProgramRow(
                .server, "Go",
                .files(
                    goMains,
                    #"(?s)func main\(\).*?(ListenAndServe|(?:gin|echo|fiber)\.(?:Default|New)\(|NewRouter\(|\.Serve\()"#
                ),
                "go run <place>", .code, .likely),
            ProgramRow(
                .server, "Go",
                .files(
                    [
                        "cmd/server/main.go", "cmd/api/main.go", "cmd/web/main.go", "cmd/*server*/main.go",
                        "cmd/*d/main.go",
                    ], #"func (main)\("#),
                "go run <place>", .code, .likely,
                signs: [
                    .text(
                        #"(ListenAndServe|http\.Serve\(|gin\.|echo\.New|fiber\.New|chi\.NewRouter)"#,
                        in: ["internal/*/*.go", "pkg/*/*.go", "*/*.go", "*.go"])
                ]),
            ProgramRow(.cli, "Go", .files(goMains, #"func (main)\("#), "go run <place>", .none, .likely),
            ProgramRow(
                .library, "Go", .unit, "", .none, .likely,
                signs: [.text("(?m)^package ([a-ln-z]|m[b-z])", in: ["*.go"])]),
        ],
        code: ["*.go", "cmd/*/*.go", "internal/*/*.go", "internal/*.go", "pkg/*/*.go", "*/*.go"],
        examples: [
            Example(
                [
                    "go.mod":
                        "module example.com/notes\n\ngo 1.24\n\nrequire (\n\tgithub.com/go-chi/chi/v5 v5.1.0\n)\n",
                    "main.go": """
                    package main
                    func main() {
                        http.HandleFunc("GET /healthz", ok)
                        http.ListenAndServe(":"+os.Getenv("PORT"), nil)
                    }
                    """, ".golangci.yml": "",
                ],
                gives: [
                    "build: go build -o /dev/null ./...", "lint: go vet ./...", "lint: golangci-lint run",
                    "test: go test ./...",
                    "server PROJECT: PORT={{port}} go run . (likely) ready /healthz",
                ]),
            Example(
                [
                    "go.mod": "module example.com/tool\n",
                    "cmd/tool/main.go": "package main\nfunc main() { println(\"hi\") }\n",
                    "cmd/server/main.go":
                        "package main\nvar port = flag.Int(\"port\", 8080, \"\")\nfunc main() { run(*port) }\n",
                    "internal/web/web.go": "package web\nfunc Run() { http.ListenAndServe(addr, nil) }\n",
                ],
                gives: [
                    "build: go build -o /dev/null ./...", "lint: go vet ./...", "test: go test ./...",
                    "server server: go run ./cmd/server --port {{port}} (likely)",
                    "cli tool: go run ./cmd/tool (likely)",
                ]),
            Example(
                ["go.mod": "module example.com/kit\n", "kit.go": "package kit\n"],
                gives: [
                    "build: go build -o /dev/null ./...", "lint: go vet ./...", "test: go test ./...",
                    "library PROJECT",
                ]),
        ])

    private static let goMains = ["main.go", "cmd/*.go", "cmd/*/main.go", "*/main.go"]
}
