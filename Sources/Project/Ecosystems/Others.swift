extension Ecosystem {
    static let ruby = Ecosystem(
        name: "ruby", manifests: ["Gemfile"],
        sources: [.text("Gemfile", [ScanRow(#"(?m)^\s*gem\s+["']([^"']+)"#, .dependency)])],
        commands: [
            CommandRow(.lint, "bundle exec rubocop", [.file(".rubocop.yml"), .dependency("rubocop*")], .certain),
            CommandRow(.test, "bundle exec rspec", [.file(".rspec"), .dependency("rspec*")], .certain),
            CommandRow(
                .test, "bin/rails test", [.file("bin/rails")], .likely,
                unless: [.file(".rspec"), .dependency("rspec*")]),
            CommandRow(
                .test, "bundle exec rake test", [.text("(TestTask|task :test)", in: ["Rakefile"])], .likely,
                unless: [.file("bin/rails"), .file(".rspec"), .dependency("rspec*")]),
        ],
        programs: [
            ProgramRow(
                .server, "Rails", .unit, "bin/rails server -b 127.0.0.1 -p {{port}}", .option, .certain,
                signs: [.file("bin/rails")],
                ready: [("/up", .text("(rails/health#show)", in: ["config/routes.rb"]))]),
            ProgramRow(
                .server, "Rack", .unit, "bundle exec rackup -o 127.0.0.1 -p {{port}}", .option, .certain,
                signs: [.file("config.ru")]),
            ProgramRow(.library, "Ruby", .unit, "", .none, .likely, signs: [.file("*.gemspec")]),
        ],
        share: [ShareRow("vendor/bundle", [.file("vendor/bundle")])], code: ["app.rb", "*.rb"],
        examples: [
            Example(
                [
                    "Gemfile": "gem 'rails'\ngem 'rspec-rails'\n", "bin/rails": "",
                    "config/routes.rb": "get 'up' => 'rails/health#show'\n",
                ],
                gives: [
                    "test: bundle exec rspec", "server PROJECT: bin/rails server -b 127.0.0.1 -p {{port}} ready /up",
                ])
        ])

    static let php = Ecosystem(
        name: "php", manifests: ["composer.json"], sources: [.json("composer.json")],
        commands: [
            CommandRow(
                .lint, "vendor/bin/phpstan analyse", [.file("phpstan.neon"), .file("phpstan.neon.dist")], .certain),
            CommandRow(.test, "composer test", [.key("scripts.test")], .certain),
            CommandRow(
                .test, "vendor/bin/phpunit", [.file("phpunit.xml"), .file("phpunit.xml.dist")], .certain,
                unless: [.key("scripts.test")]),
        ],
        programs: [
            ProgramRow(
                .server, "Laravel", .unit, "php artisan serve --host=127.0.0.1 --port={{port}}", .option, .certain,
                signs: [.file("artisan")],
                ready: [("/up", .text("(health: '/up')", in: ["bootstrap/app.php"]))]),
            ProgramRow(
                .server, "PHP", .unit, "php -S 127.0.0.1:{{port}} -t public", .option, .likely,
                signs: [.file("public/index.php")]),
            ProgramRow(.library, "PHP", .unit, "", .none, .likely, signs: [.key("autoload")]),
        ],
        share: [ShareRow("vendor", [.key("require"), .key("require-dev")])], title: ["name"],
        examples: [
            Example(
                [
                    "composer.json": #"{"name": "acme/shop", "require": {"laravel/framework": "^11"}}"#, "artisan": "",
                    "phpunit.xml": "",
                ],
                gives: [
                    "test: vendor/bin/phpunit", "server shop: php artisan serve --host=127.0.0.1 --port={{port}}",
                    "share: vendor",
                ])
        ])

    static let elixir = Ecosystem(
        name: "elixir", manifests: ["mix.exs"],
        sources: [.text("mix.exs", [ScanRow(#"\{:(\w+),"#, .dependency), ScanRow(#"\bapp: :(\w+)"#, .key("name"))])],
        commands: [
            CommandRow(.build, "mix compile", [.manifest], .certain),
            CommandRow(.lint, "mix format --check-formatted", [.file(".formatter.exs")], .certain),
            CommandRow(.lint, "mix credo", [.dependency("credo")], .certain),
            CommandRow(.test, "mix test", [.manifest], .certain),
        ],
        programs: [
            ProgramRow(
                .server, "Phoenix", .unit, "mix phx.server", .variable("PORT"), .likely,
                signs: [.dependency("phoenix")], ready: [("/", .manifest)]),
            ProgramRow(.library, "Elixir", .unit, "", .none, .likely, signs: [.file("lib")]),
        ],
        share: [ShareRow("deps", [.file("deps"), .file("mix.lock")])],
        examples: [
            Example(
                ["mix.exs": "def deps, do: [{:phoenix, \"~> 1.7\"}]\n", "mix.lock": ""],
                gives: [
                    "build: mix compile", "test: mix test",
                    "server PROJECT: PORT={{port}} mix phx.server (likely) ready /", "share: deps",
                ])
        ])

    static let dotnet = Ecosystem(
        name: "dotnet", manifests: ["*.sln", "*.slnx", "*.csproj", "*.fsproj"],
        sources: ["*.csproj", "*.fsproj"].map {
            .text(
                $0,
                [
                    ScanRow(#"Sdk="([^"]+)""#, .key("sdk")), ScanRow(#"<OutputType>\s*(\w+)"#, .key("output")),
                    ScanRow(#"<PackageReference Include="([^"]+)""#, .dependency),
                ])
        },
        commands: [
            CommandRow(.build, "dotnet build", [.manifest], .certain),
            CommandRow(.lint, "dotnet format --verify-no-changes", [.file(".editorconfig")], .likely),
            CommandRow(
                .test, "dotnet test", [.file("*.sln"), .file("*.slnx"), .dependency("Microsoft.NET.Test.Sdk")], .certain
            ),
        ],
        programs: [
            ProgramRow(
                .server, "ASP.NET Core", .unit, "dotnet run --no-launch-profile --urls http://127.0.0.1:{{port}}",
                .option, .certain,
                signs: [.key("sdk.Microsoft.NET.Sdk.Web")]),
            ProgramRow(.cli, ".NET", .unit, "dotnet run --", .none, .certain, signs: [.key("output.Exe")]),
            ProgramRow(.library, ".NET", .unit, "", .none, .likely, signs: [.valueWithout("sdk", "Web")]),
        ],
        workspace: [.file("*.sln"), .file("*.slnx")], code: ["*.cs"],
        examples: [
            Example(
                [
                    "Shop.sln": "", "Shop/Shop.csproj": #"<Project Sdk="Microsoft.NET.Sdk.Web"></Project>"#,
                    "Shop/Program.cs": #"app.MapGet("/healthz", () => "ok");"#,
                ],
                gives: [
                    "build: dotnet build", "test: dotnet test",
                    "server Shop: dotnet run --no-launch-profile --urls http://127.0.0.1:{{port}} in Shop"
                        + " ready /healthz",
                ])
        ])
}
