extension Ecosystem {
    static let nodeExamples = [
        Example(
            [
                "package.json": """
                {"name": "notes", "main": "src/server.js",
                 "scripts": {"start": "node src/server.js", "test": "node --test", "lint": "eslint ."},
                 "dependencies": {"express": "^4.19.2"}}
                """,
                "package-lock.json": "{}",
                "src/server.js": """
                const app = require("express")()
                app.get("/health", (_, response) => response.send("ok"))
                app.listen(process.env.PORT ?? 3000)
                """,
            ],
            gives: [
                "lint: npm run lint", "test: npm run test",
                "server notes: PORT={{port}} npm run start (likely) ready /health",
                "share: node_modules",
            ]),
        Example(
            [
                "package.json": """
                {"name": "site", "scripts": {"dev": "next dev", "build": "next build", "start": "next start"},
                 "dependencies": {"next": "15.0.0", "react": "19.0.0"}, "devDependencies": {"typescript": "5"}}
                """,
                "pnpm-lock.yaml": "", "tsconfig.json": "{}",
            ],
            gives: [
                "build: pnpm run build", "lint: pnpm exec tsc --noEmit (likely)",
                "server site: pnpm run start -p {{port}} ready /", "share: node_modules",
            ]),
        Example(
            [
                "package.json": """
                {"name": "web", "scripts": {"dev": "vite", "build": "tsc -b && vite build", "preview": "vite preview"},
                 "devDependencies": {"vite": "6", "vitest": "3"}}
                """,
                "package-lock.json": "{}", "tsconfig.json": "{}",
            ],
            gives: [
                "build: npm run build", "test: npx --no-install vitest run (likely)",
                "server web: npm run preview -- --port {{port}} --strictPort --host 127.0.0.1 ready /",
                "share: node_modules",
            ]),
        Example(
            [
                "package.json": """
                {"name": "@acme/tool", "bin": {"acme": "./cli.js"},
                     "scripts": {"test": "echo \\"Error: no test specified\\" && exit 1"}}
                """
            ],
            gives: ["cli acme: node ./cli.js"]),
        Example(
            [
                "package.json": #"{"private": true, "workspaces": ["packages/*"], "name": "mono"}"#, "yarn.lock": "",
                "packages/api/package.json":
                    #"{"name": "api", "scripts": {"start": "node index.js"}, "dependencies": {"koa": "2"}}"#,
                "packages/api/index.js": "app.listen(4000)",
                "packages/kit/package.json": #"{"name": "kit", "main": "index.js", "scripts": {"build": "tsc"}}"#,
            ],
            gives: [
                "build: yarn workspaces run build (likely)", "test: yarn workspaces run test (likely)",
                "server api: yarn run start in packages/api (likely) port 4000", "library kit",
                "share: node_modules packages/api/node_modules",
            ]),
        Example(
            [
                "package.json":
                    #"{"name": "shop", "workspaces": ["packages/*"], "scripts": {"start": "node packages/api/app.js"}}"#,
                "packages/api/package.json": #"{"name": "api", "dependencies": {"express": "4"}}"#,
                "packages/api/app.js": "app.get('/health', ok); app.listen(process.env.PORT)",
            ],
            gives: [
                "build: npm run --workspaces --if-present build (likely)",
                "test: npm run --workspaces --if-present test (likely)",
                "server shop: PORT={{port}} npm run start (likely) ready /health",
                "server api: PORT={{port}} node app.js in packages/api (likely) ready /health",
                "share: packages/api/node_modules",
            ]),
        Example(
            [
                "package.json":
                    #"{"name": "b", "scripts": {"start": "bun run index.ts"}, "devDependencies": {"@types/bun": "1"}}"#,
                "bun.lock": "", "index.ts": "Bun.serve({ port: 8080, fetch() { return new Response() } })",
            ],
            gives: ["server b: bun run start (likely) port 8080", "share: node_modules"]),
    ]
}
