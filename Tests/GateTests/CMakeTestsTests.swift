import HarnessKit
import TestSupport
import Testing
import Worktree

@testable import Gate

/// Tests that a build file declares beside the product: what of it is laid over the state before, and what is foretold.
@Suite(.timeLimit(.minutes(30))) struct CMakeTestsTests {
    private static let base = """
        cmake_minimum_required(VERSION 3.10)
        project(calc C)
        add_library(calc calc.c)
        """

    private func laid(_ text: String, over base: String = base) -> String? {
        InlineTests(cmake: Bytes(base.utf8), commit: Bytes(text.utf8)) { $0.description.hasPrefix("tests/") }
            .map { String(decoding: $0.mixed.dropFirst(base.utf8.count + 1), as: UTF8.self) }
    }

    @Test func `What declares tests goes behind what was there, and nothing else does`() {
        let tests = """
            enable_testing()
            add_executable(test_mul tests/test_mul.c)
            target_link_libraries(test_mul calc)
            add_test(NAME mul COMMAND test_mul)
            set_tests_properties(mul PROPERTIES TIMEOUT 5)

            """
        expect(
            laid(Self.base + "\nadd_library(more more.c)\nadd_executable(tool tool.c)\n# add_test(x y)\n" + tests),
            is: tests)
        expect(laid(Self.base + "\nadd_library(more more.c)\n") == nil)
        expect(laid(Self.base.replacing("calc.c)", with: "calc.c mul.c)")) == nil)
        // A command that starts anything but a program of tests or of then, or that is run several times, is none.
        expect(laid(Self.base + "\nadd_test(NAME marker COMMAND test -f marker)\n") == nil)
        expect(laid(Self.base + "\nforeach(n a b)\nadd_executable(test_${n} tests/${n}.c)\nendforeach()\n") == nil)
    }

    @Test func `What reads a variable that was not there then is left out`() {
        let new = "\nset(SOURCES mul.c)\nadd_executable(test_mul tests/test_mul.c ${SOURCES})\nadd_test(mul test_mul)\n"
        expect(laid(Self.base + new) == nil)
        let known = laid(Self.base + new, over: Self.base + "\nset(SOURCES mul.c)")
        expect(known, is: "add_executable(test_mul tests/test_mul.c ${SOURCES})\nadd_test(mul test_mul)\n")
    }

    @Test func `A sign within quotes or brackets begins no remark, and a remark may have many lines`() {
        let tests = """
            add_executable(test_mul tests/test_mul.c)
            add_test(NAME mul COMMAND test_mul "issue #7 :)" "said \\"#8\\" (" [[#9 )]] [=[ ]] # ]=])
            set_tests_properties(mul PROPERTIES PASS_REGULAR_EXPRESSION "#[0-9]+")

            """
        let remarks = "\n#[[ add_test(a test_mul)\nadd_test(b test_mul) ]] # add_test(c test_mul)\n"
        expect(laid(Self.base + remarks + tests), is: tests)
        // One that never ends is a remark of a line.
        expect(laid(Self.base + "\n#[==[ add_test(a b)\n" + tests), is: tests)
    }

    private static let environment = """
        {"schema": "harness.environment/1", "app": {"kind": "library", "build": [
          {"argv": ["cmake", "-S", ".", "-B", "build"]}, {"argv": ["cmake", "--build", "build"]}]}}
        """

    @Test func `A test that CMakeLists declares is proved, and one that holds without the work is not`() throws {
        guard ["cmake", "ctest", "cc"].allSatisfy(Self.has) else { return }
        for isProved in [true, false] {
            let stand = try Stand(.library)
            try stand.bench.write(Self.base + "\n", to: "CMakeLists.txt")
            try stand.bench.write("int add(int a, int b) { return a + b; }\n", to: "calc.c")
            try stand.bench.write(Self.environment, to: "harness/config/environment.json")
            try stand.sh("echo build >> .gitignore; git add -A && git commit -qm calc")
            try stand.begin().plan(
                #"""
                {"tests": {"argv": ["ctest", "--test-dir", "build", "-V", "-R", "product"]},
                 "expect": {"counts": {"failed": 0, "passed": {"gte": 1}}}}
                """#, vars: "")
            let call =
                isProved
                ? "int mul(int, int);\nint main(void) { return mul(2, 3) != 6; }" : "int main(void) { return 0; }"
            try stand.bench.write(call + "\n", to: "tests/test_mul.c")
            try stand.bench.write(
                "int add(int a, int b) { return a + b; }\nint mul(int a, int b) { return a * b; }\n", to: "calc.c")
            try stand.bench.write(
                Self.base + "\nenable_testing()\nadd_executable(test_mul tests/test_mul.c)\n"
                    + "target_link_libraries(test_mul calc)\nadd_test(NAME product COMMAND test_mul)\n",
                to: "CMakeLists.txt")
            let outcome = stand.complete()
            expect((outcome.exit == 0 && outcome.level == "V2"), is: isProved, "\(outcome.summary)")
            expect(outcome.codes.contains("E_BASE_PASSES"), isNot: isProved, "\(outcome.summary)")
        }
    }

    @Test func `What a Makefile declares alone is foretold when the scenario is registered`() throws {
        guard Self.has("make") else { return }
        let stand = try Stand(.library)
        try stand.bench.write("none:\n\t@true\n", to: "Makefile")
        try stand.sh("git add -A && git commit -qm make")
        stand.begin()
        try stand.write(#"{"tests": {"argv": ["make", "product"]}, "expect": {"counts": {"failed": 0}}}"#, vars: "")
        let outcome = stand.run("verify", "register", "harness/scenarios/work.json")
        expect(
            outcome.output.contains(
                "; nothing could run there, and what Makefile declares is not laid over it as files of tests are: for V2 "
                    + "let a file of theirs, such as tests/Makefile, build and start them, and run that in the step"),
            "\(outcome.output) \(outcome.errors)")
    }

    private static func has(_ program: String) -> Bool {
        let call = ProgramCall([program, "--version"], environment: .inherited)
        return (try? call.runPlainly(clock: .system, deadline: .seconds(20)))?.exit == .exited(0)
    }
}
