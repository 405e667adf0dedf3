extension Ecosystem {
    static let cargo = Ecosystem(
        name: "cargo", manifests: ["Cargo.toml"], sources: [.toml("Cargo.toml")],
        runners: [
            Runner(sign: .key("workspace"), words: ["all": ["--workspace"]]),
            Runner(sign: .manifest, words: ["all": []]),
        ],
        commands: [
            CommandRow(.build, "cargo build <all>", [.manifest], .certain),
            CommandRow(.lint, "cargo fmt --all --check", [.file("rustfmt.toml"), .file(".rustfmt.toml")], .likely),
            CommandRow(
                .lint, "cargo clippy <all> --all-targets",
                [
                    .file("clippy.toml"), .file(".clippy.toml"), .key("lints.clippy"), .key("workspace.lints.clippy"),
                    .manifest,
                ], .likely),
            CommandRow(.test, "cargo test <all>", [.manifest], .certain),
        ],
        programs: [
            ProgramRow(
                .server, "Rocket", .files(["src/main.rs"], #"(rocket::|#\[launch\])"#), "cargo run --quiet",
                .variable("ROCKET_PORT"), .certain),
            ProgramRow(.server, "Rust", .files(["src/main.rs"], serving), "cargo run --quiet", .code, .likely),
            ProgramRow(
                .server, "Rust", .files(["src/bin/*.rs"], serving), "cargo run --quiet --bin <stem>", .code, .likely),
            ProgramRow(.cli, "Rust", .files(["src/main.rs"], #"fn (main)\("#), "cargo run --quiet --", .none, .certain),
            ProgramRow(
                .cli, "Rust", .files(["src/bin/*.rs"], #"fn (main)\("#), "cargo run --quiet --bin <stem> --", .none,
                .certain),
            ProgramRow(
                .cli, "Rust", .values("bin.name"), "cargo run --quiet --bin <value> --", .none, .certain,
                unless: [.file("src/main.rs"), .file("src/bin")]),
            ProgramRow(.library, "Rust", .unit, "", .none, .certain, signs: [.file("src/lib.rs")]),
        ],
        workspace: [.key("workspace")], code: ["src/*.rs", "src/*/*.rs"], title: ["package.name"],
        examples: [
            Example(
                [
                    "Cargo.toml": """
                    [package]
                    name = "ripgrep"

                    [[bin]]
                    name = "rg"
                    path = "crates/core/main.rs"

                    [[test]]
                    name = "integration"
                    """
                ],
                gives: [
                    "build: cargo build", "lint: cargo clippy --all-targets (likely)", "test: cargo test",
                    "cli rg: cargo run --quiet --bin rg --",
                ]),
            Example(
                [
                    "Cargo.toml": """
                    [package]
                    name = "notes" # the crate
                    version = "0.1.0"

                    [dependencies]
                    axum = { version = "0.8" }
                    tokio = { version = "1", features = [
                        "full",
                    ] }
                    """,
                    "src/main.rs": """
                    #[tokio::main]
                    async fn main() {
                        let app = axum::Router::new().route("/health", get(ok));
                        let port = std::env::var("PORT").unwrap_or("3000".into());
                    }
                    """,
                ],
                gives: [
                    "build: cargo build", "lint: cargo clippy --all-targets (likely)", "test: cargo test",
                    "server notes: PORT={{port}} cargo run --quiet (likely) ready /health",
                ]),
            Example(
                [
                    "Cargo.toml": "[workspace]\nmembers = [\"crates/*\"]\nresolver = \"2\"\n", "rustfmt.toml": "",
                    "crates/cli/Cargo.toml": "[package]\nname = \"hi\"\n", "crates/cli/src/main.rs": "fn main() {}\n",
                    "crates/core/Cargo.toml": "[package]\nname = \"hi-core\"\n", "crates/core/src/lib.rs": "",
                ],
                gives: [
                    "build: cargo build --workspace", "lint: cargo fmt --all --check (likely)",
                    "lint: cargo clippy --workspace --all-targets (likely)", "test: cargo test --workspace",
                    "cli hi: cargo run --quiet -- in crates/cli", "library hi-core",
                ]),
            Example(
                [
                    "Cargo.toml": "[package]\nname = \"web\"\n[dependencies.actix-web]\nversion = \"4\"\n",
                    "src/main.rs": "async fn main() { HttpServer::new(f).bind((\"127.0.0.1\", 8080)) }\nuse actix_web;",
                ],
                gives: [
                    "build: cargo build", "lint: cargo clippy --all-targets (likely)", "test: cargo test",
                    "server web: cargo run --quiet (likely) port 8080",
                ]),
        ])

    private static let serving =
        #"\b(axum|actix_web|warp|hyper|poem|salvo|tide|tiny_http|HttpServer|TcpListener::bind)\b"#
}
