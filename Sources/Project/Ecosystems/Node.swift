extension Ecosystem {
    /// npm, pnpm, yarn and bun, JavaScript and TypeScript.
    static let node = Ecosystem(
        name: "node", manifests: ["package.json"], sources: [.json("package.json")],
        runners: [
            Runner(sign: .above("pnpm-lock.yaml"), words: pnpm),
            Runner(sign: .above("pnpm-workspace.yaml"), words: pnpm),
            Runner(sign: .value("packageManager", "^pnpm@"), words: pnpm),
            Runner(sign: .above("yarn.lock"), words: yarn),
            Runner(sign: .value("packageManager", "^yarn@"), words: yarn), Runner(sign: .above("bun.lock"), words: bun),
            Runner(sign: .above("bun.lockb"), words: bun),
            Runner(
                sign: .manifest,
                words: [
                    "pm": ["npm"], "run": ["npm", "run"], "exec": ["npx", "--no-install"], "dashes": ["--"],
                    "each": ["npm", "run", "--workspaces", "--if-present"],
                ]),
        ],
        commands: [
            CommandRow(.build, "<run> build", [.key("scripts.build")], .certain),
            CommandRow(
                .build, "<each> build", [.key("workspaces"), .file("pnpm-workspace.yaml")], .likely,
                unless: [.key("scripts.build")]),
            CommandRow(.lint, "<run> lint", [.key("scripts.lint")], .certain),
            CommandRow(.lint, "<run> typecheck", [.key("scripts.typecheck")], .certain),
            CommandRow(.lint, "<run> type-check", [.key("scripts.type-check")], .certain),
            CommandRow(.lint, "<run> check-types", [.key("scripts.check-types")], .certain),
            CommandRow(
                .lint, "<exec> eslint .", [.file("eslint.config.*"), .file(".eslintrc*")], .likely,
                unless: [.key("scripts.lint")]),
            CommandRow(.lint, "<exec> biome check .", [.file("biome.json")], .likely, unless: [.key("scripts.lint")]),
            CommandRow(
                .lint, "<exec> tsc --noEmit", [.file("tsconfig.json")], .likely,
                unless: [
                    .key("scripts.typecheck"), .key("scripts.type-check"), .key("scripts.check-types"),
                    .value("scripts.build", #"\btsc\b"#), .value("scripts.lint", #"\btsc\b"#),
                ]),
            CommandRow(
                .test, "<run> test", [.valueWithout("scripts.test", "no test specified|--watch|react-scripts test")],
                .certain),
            CommandRow(.test, "<exec> vitest run", [.dependency("vitest")], .likely, unless: [.key("scripts.test")]),
            CommandRow(.test, "<exec> jest", [.dependency("jest")], .likely, unless: [.key("scripts.test")]),
            CommandRow(
                .test, "<each> test", [.key("workspaces"), .file("pnpm-workspace.yaml")], .likely,
                unless: [.key("scripts.test")]),
            CommandRow(
                .test, "node --test", [.file("*.test.js"), .file("*.test.mjs"), .file("test/*.test.js")], .guess,
                unless: [.key("scripts.test"), .dependency("jest"), .dependency("vitest")]),
        ],
        programs: nodePrograms,
        share: [
            ShareRow(
                "node_modules",
                [
                    .file("node_modules"), .file("package-lock.json"), .file("*lock.yaml"), .file("yarn.lock"),
                    .file("bun.lock*"), .key("dependencies"), .key("devDependencies"),
                ])
        ],
        workspace: [.key("workspaces"), .file("pnpm-workspace.yaml")],
        code: [
            "*.js", "*.ts", "*.mjs", "src/*.js", "src/*.ts", "src/*/*.js", "src/*/*.ts", "server/*.js", "server/*.ts",
            "lib/*.js", "routes/*.js",
        ],
        title: ["name"], examples: nodeExamples)

    private static let pnpm = [
        "pm": ["pnpm"], "run": ["pnpm", "run"], "exec": ["pnpm", "exec"], "dashes": [],
        "each": ["pnpm", "--recursive", "--if-present", "run"],
    ]
    private static let yarn = [
        "pm": ["yarn"], "run": ["yarn", "run"], "exec": ["yarn", "run"], "dashes": [],
        "each": ["yarn", "workspaces", "run"],
    ]
    private static let bun = [
        "pm": ["bun"], "run": ["bun", "run"], "exec": ["bunx", "--no-install"], "dashes": [],
        "each": ["bun", "run", "--filter", "*"],
    ]

    private static let servers = [
        "express", "fastify", "koa", "@hapi/hapi", "@nestjs/core", "hono", "polka", "restify", "h3", "@apollo/server",
        "socket.io", "ws", "json-server", "@feathersjs/express", "@adonisjs/core", "@trpc/server",
    ].map(Sign.dependency)

    private static let root: [(path: String, sign: Sign)] = [("/", .manifest)]

    private static let nodePrograms: [ProgramRow] = [
        script("Next.js", "next (start|dev)", "-p {{port}}", ready: root),
        script("Nuxt", "nuxt (start|preview|dev)", "--port {{port}}", ready: root),
        script("Astro", "astro (preview|dev|start)", "--port {{port}} --host 127.0.0.1", ready: root),
        script(
            "Vite", #"\bvite(?: preview| dev| serve)?(?: -|$| &)"#, "--port {{port}} --strictPort --host 127.0.0.1",
            ready: root),
        script("Angular", "ng serve", "--port {{port}}", ready: root),
        script("Vue CLI", "vue-cli-service serve", "--port {{port}}", ready: root),
        script("Gatsby", "gatsby (serve|develop)", "-p {{port}}", ready: root),
        script("Remix", "remix(-serve| vite:dev| dev)", "", variable: "PORT", ready: root),
        script("Create React App", "react-scripts start", "", variable: "PORT", ready: root),
        script("webpack", "webpack(-dev-server| serve)", "--port {{port}}", ready: root),
        script("Fastify CLI", "fastify start", "-p {{port}}"),
        ProgramRow(.server, "Node", .script("."), "<run> <script>", .code, .likely, signs: servers),
        ProgramRow(
            .server, "Node", .script("."), "<run> <script>", .code, .likely,
            signs: [
                .text(
                    #"(createServer|Bun\.serve|Deno\.serve)\("#,
                    in: ["*.js", "*.mjs", "*.ts", "src/*.js", "src/*.mjs", "src/*.ts"])
            ]),
        ProgramRow(
            .server, "Node",
            .files(
                ["server.js", "app.js", "index.js", "src/server.js", "src/app.js", "src/index.js"],
                #"(\.listen)\("#), "node <entry>", .code, .likely, signs: servers,
            unless: [.key("scripts.start"), .key("scripts.serve"), .key("scripts.dev")]),
        // A workspace's server may need what only a member names.
        ProgramRow(
            .server, "Node", .script("."), "<run> <script>", .code, .likely,
            signs: [
                .both(.key("workspaces"), .key("scripts.start")),
                .both(.file("pnpm-workspace.yaml"), .key("scripts.start")),
            ]),
        ProgramRow(.cli, "Node", .keys("bin"), "node <value>", .none, .certain),
        ProgramRow(.cli, "Node", .key("bin"), "node <value>", .none, .certain),
        ProgramRow(
            .library, "Node", .unit, "", .none, .likely,
            signs: [.key("main"), .key("exports"), .key("module"), .key("types"), .key("scripts.test")],
            unless: [.key("bin")]),
    ]

    /// A server that a script of the package starts.
    private static func script(
        _ framework: String, _ pattern: String, _ arguments: String, variable: String? = nil,
        ready: [(path: String, sign: Sign)] = []
    ) -> ProgramRow {
        ProgramRow(
            .server, framework, .script(pattern),
            "<run> <script>" + (arguments.isEmpty ? "" : " <dashes> \(arguments)"),
            variable.map { .variable($0) } ?? .option, .certain, ready: ready)
    }
}
