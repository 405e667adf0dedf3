extension Ecosystem {
    static let deno = Ecosystem(
        name: "deno", manifests: ["deno.json", "deno.jsonc"], sources: [.json("deno.json"), .json("deno.jsonc")],
        commands: [
            CommandRow(.build, "deno task build", [.key("tasks.build")], .certain),
            CommandRow(.lint, "deno lint", [.manifest], .likely),
            CommandRow(.test, "deno task test", [.key("tasks.test")], .certain),
            CommandRow(.test, "deno test --allow-all", [.manifest], .likely, unless: [.key("tasks.test")]),
        ],
        programs: [
            ProgramRow(
                .server, "Deno",
                .files(["main.ts", "server.ts", "src/main.ts", "src/server.ts"], #"(Deno\.serve|\.listen)\("#),
                "deno run --allow-all <entry>", .code, .likely),
            ProgramRow(.library, "Deno", .unit, "", .none, .likely, signs: [.key("exports")]),
        ],
        workspace: [.key("workspace")], code: ["*.ts", "src/*.ts"], title: ["name"],
        examples: [
            Example(
                [
                    "deno.json": #"{"name": "@me/hi", "tasks": {"test": "deno test -A"}}"#,
                    "main.ts": #"Deno.serve({ port: Number(Deno.env.get("PORT")) }, () => new Response("hi"))"#,
                ],
                gives: [
                    "lint: deno lint (likely)", "test: deno task test",
                    "server hi: PORT={{port}} deno run --allow-all main.ts (likely)",
                ])
        ])
}
