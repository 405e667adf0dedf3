extension Ecosystem {
    static let maven = Ecosystem(
        name: "maven", manifests: ["pom.xml"],
        sources: [
            .text(
                "pom.xml",
                [
                    ScanRow(#"<artifactId>\s*([^<\s]+)"#, .dependency),
                    ScanRow(#"<module>\s*([^<\s]+)"#, .key("module")),
                    ScanRow(#"<mainClass>\s*([^<\s]+)"#, .key("main")),
                ])
        ],
        runners: [
            Runner(sign: .above("mvnw"), words: ["mvn": ["./mvnw", "-B"]]),
            Runner(sign: .manifest, words: ["mvn": ["mvn", "-B"]]),
        ],
        commands: [
            CommandRow(.build, "<mvn> -q -DskipTests package", [.manifest], .certain),
            CommandRow(.lint, "<mvn> spotless:check", [.dependency("spotless-maven-plugin")], .certain),
            CommandRow(.lint, "<mvn> checkstyle:check", [.dependency("maven-checkstyle-plugin")], .certain),
            CommandRow(.test, "<mvn> test", [.manifest], .certain),
        ],
        programs: [
            ProgramRow(
                .server, "Spring Boot", .unit, "<mvn> -q spring-boot:run", .variable("SERVER_PORT"), .certain,
                signs: [.dependency("spring-boot-maven-plugin")],
                ready: [("/actuator/health", .dependency("spring-boot-starter-actuator"))]),
            ProgramRow(
                .server, "Quarkus", .unit, "<mvn> -q quarkus:dev", .variable("QUARKUS_HTTP_PORT"), .likely,
                signs: [.dependency("quarkus-maven-plugin")],
                ready: [("/q/health", .dependency("quarkus-smallrye-health"))]),
            ProgramRow(
                .cli, "Java", .unit, "<mvn> -q exec:java", .none, .likely, signs: [.dependency("exec-maven-plugin")]),
            ProgramRow(
                .library, "Java", .unit, "", .none, .likely, signs: [.file("src/main/java"), .file("src/main/kotlin")]),
        ],
        workspace: [.key("module")], code: ["src/main/resources/application*"],
        examples: [
            Example(
                ["pom.xml": "<project/>", "build.gradle": "", "mvnw": "", "gradlew": ""],
                gives: ["build: ./mvnw -B -q -DskipTests package", "test: ./mvnw -B test"]),
            Example(
                [
                    "pom.xml": """
                    <project><artifactId>notes</artifactId>
                      <dependency><artifactId>spring-boot-starter-actuator</artifactId></dependency>
                      <plugin><artifactId>spring-boot-maven-plugin</artifactId></plugin>
                    </project>
                    """, "mvnw": "",
                ],
                gives: [
                    "build: ./mvnw -B -q -DskipTests package", "test: ./mvnw -B test",
                    "server PROJECT: SERVER_PORT={{port}} ./mvnw -B -q spring-boot:run ready /actuator/health",
                ]),
            Example(
                [
                    "pom.xml": "<project><modules><module>core</module></modules></project>",
                    "core/pom.xml": "<project/>",
                    "core/src/main/java/A.java": "",
                ],
                gives: ["build: mvn -B -q -DskipTests package", "test: mvn -B test", "library core"]),
        ])

    static let gradle = Ecosystem(
        name: "gradle",
        manifests: ["build.gradle.kts", "build.gradle", "settings.gradle.kts", "settings.gradle"],
        sources: [
            .text("build.gradle*", gradleRows),
            .text("settings.gradle*", [ScanRow(#"rootProject\.name\s*=\s*["']([^"']+)"#, .key("name"))]),
        ],
        runners: [
            Runner(sign: .above("gradlew"), words: ["gradle": ["./gradlew", "--no-daemon"]]),
            Runner(sign: .manifest, words: ["gradle": ["gradle", "--no-daemon"]]),
        ],
        commands: [
            CommandRow(.build, "<gradle> assemble", [.manifest], .certain),
            CommandRow(.lint, "<gradle> spotlessCheck", [.key("plugin.com.diffplug.spotless")], .certain),
            CommandRow(.lint, "<gradle> ktlintCheck", [.key("plugin.org.jlleitschuh.gradle.ktlint")], .certain),
            CommandRow(.lint, "<gradle> detekt", [.key("plugin.io.gitlab.arturbosch.detekt")], .certain),
            CommandRow(.lint, "<gradle> checkstyleMain", [.key("plugin.checkstyle")], .certain),
            CommandRow(.test, "<gradle> test", [.manifest], .certain),
        ],
        programs: [
            ProgramRow(
                .server, "Spring Boot", .unit, "<gradle> -q bootRun", .variable("SERVER_PORT"), .certain,
                signs: [.key("plugin.org.springframework.boot")],
                ready: [("/actuator/health", .dependency("org.springframework.boot:spring-boot-starter-actuator"))]),
            ProgramRow(
                .server, "Ktor", .unit, "<gradle> -q run", .code, .likely, signs: [.key("plugin.io.ktor.plugin")]),
            ProgramRow(.cli, "Java", .unit, "<gradle> -q run", .none, .likely, signs: [.key("plugin.application")]),
            ProgramRow(
                .library, "Java", .unit, "", .none, .likely,
                signs: [.key("plugin.java-library"), .file("src/main/java"), .file("src/main/kotlin")]),
        ],
        workspace: [.file("settings.gradle.kts"), .file("settings.gradle")],
        code: ["src/main/kotlin/*.kt", "src/main/resources/application*"], title: [],
        givesWay: .to("maven"),
        examples: [
            Example(
                [
                    "settings.gradle.kts": "rootProject.name = \"notes\"\n", "gradlew": "",
                    "build.gradle.kts": """
                    plugins {
                        java
                        id("org.springframework.boot") version "3.4.0"
                        id("com.diffplug.spotless") version "6"
                    }
                    dependencies { implementation("org.springframework.boot:spring-boot-starter-web") }
                    """,
                ],
                gives: [
                    "build: ./gradlew --no-daemon assemble", "lint: ./gradlew --no-daemon spotlessCheck",
                    "test: ./gradlew --no-daemon test",
                    "server PROJECT: SERVER_PORT={{port}} ./gradlew --no-daemon -q bootRun",
                ]),
            Example(
                ["settings.gradle": "include 'app'\n", "app/build.gradle": "plugins {\n    id 'application'\n}\n"],
                gives: [
                    "build: gradle --no-daemon assemble", "test: gradle --no-daemon test",
                    "cli app: gradle --no-daemon -q run in app (likely)",
                ]),
        ])

    private static let gradleRows = [
        ScanRow(#"\bid\s*\(?\s*["']([\w.-]+)["']"#, .key("plugin")),
        ScanRow(#"(?m)^\s*`?(application|java-library|checkstyle)`?\s*$"#, .key("plugin")),
        ScanRow(#"["']([\w.-]+:[\w.-]+)(?::[^"']*)?["']"#, .dependency),
    ]
}
