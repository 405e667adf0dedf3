import HarnessKit
import TestSupport
import Testing

@testable import Verifier

/// Reports: the XML, and what writers put in it.
struct JUnitTests {
    private func read(_ text: String) throws -> TestResults {
        try TestResults.read(output: [], reports: [TestReport(name: "a.xml", bytes: Bytes(text.utf8))])
    }

    @Test func `Suites, classes, reasons and entities`() throws {
        let results = try read(
            """
            <?xml version="1.0"?><!-- made by hand -->
            <testsuites><properties><property name="tests" value="9"/></properties>
              <testsuite name="outer"><testsuite name="inner" tests="7">
                <testcase name="a &lt;b&gt; &#233;&#x2713;"><system-out><![CDATA[<testcase name="no"/>]]></system-out></testcase>
                <testcase classname="C" name="fails"><failure message="">
                  one &amp; two
                  three</failure><rerunFailure message="again"/></testcase>
                <testcase classname="C" name="errs"><error message='it "broke"'/></testcase>
                <testcase classname="C" name="skips"><skipped message="not yet"/></testcase>
                <testcase classname="C" name="flaky"><flakyFailure message="once"/></testcase>
                <testcase classname="C" name="off" status="notrun"/>
                <testcase classname="C" name="flaky"/>
              </testsuite></testsuite>
            </testsuites>
            """)
        expect(
            results.cases,
            is: [
                TestCase("outer > inner > a <b> é✓", .passed),
                TestCase("C.fails", .failed, message: "one & two"),
                TestCase("C.errs", .failed, message: "it \"broke\""),
                TestCase("C.skips", .skipped, message: "not yet"), TestCase("C.flaky", .passed),
                TestCase("C.off", .skipped), TestCase("C.flaky (2)", .passed),
            ])
        expect(results.doubts, is: ["'C.flaky' passed only when it was repeated"])
    }

    @Test func `A suite that breaks outside of its tests is a failure`() throws {
        let results = try read("<testsuite name='s'><error message='no database'/></testsuite>")
        expect(results.cases, is: [TestCase("s > error", .failed, message: "no database", isUnloaded: true)])
    }

    @Test func `A summary that disagrees is doubted`() throws {
        let results = try read("<testsuite tests='3' failures='0'><testcase name='a'><failure/></testcase></testsuite>")
        expect(results.doubts, is: ["the summary of JUnit says 0 failed, 1 are named"])
        let fewer = try read("<testsuite tests='3'><testcase name='a'/></testsuite>")
        expect(fewer.doubts, is: ["the summary of JUnit says 3 tests, 1 are named"])
    }

    @Test(arguments: [
        ("<a></b>", 1, "'b' ends where 'a' is open"), ("<a>\n\n<b>", 3, "the element 'b' has no end"),
        ("<!DOCTYPE a [<!ENTITY x 'y'>]><a/>", 1, "document types are not read"),
        ("<a>&x;</a>", 1, "the entity '&x;' is not known"), ("<a>a & b</a>", 1, "an '&' begins no entity"),
        ("<a b=c/>", 1, "the value of 'b' is not in quotes"), ("<a b='c/>", 1, "the value of 'b' has no end"),
        ("<a b/>", 1, "the attribute 'b' has no value"), ("<a", 1, "the start of 'a' has no end"),
        ("</a>", 1, "'a' ends and never began"), ("<a></a", 1, "the end of 'a' lacks its '>'"),
        ("<a/><b/>", 1, "a second element 'b' follows the first"), ("<>", 1, "a name is missing"),
        ("<a/>text", 1, "there is text outside of the elements"), ("", 1, "there is no element"),
        ("<!-- no", 1, "a comment has no end"), ("<?xml", 1, "an instruction has no end"),
        ("<a><![CDATA[x", 1, "a CDATA section has no end"),
        (String(repeating: "<a>", count: 200), 1, "nested deeper than 100 levels"),
        ("<" + String(repeating: "a", count: 300), 1, "a name is longer than 200 bytes"),
    ])
    func `Broken XML is said with its line`(text: String, line: Int, message: String) {
        func all() throws(XMLError) {
            var reader = XMLReader(Bytes(text.utf8))
            while try reader.next() != nil {}
        }
        #expect(throws: XMLError(line: line, message: message)) { try all() }
    }

    @Test func `A broken report is named, and one of something else`() throws {
        #expect(
            throws: Failure(
                .malformed, "the report 'a.xml' is no XML: line 2: 'testsuite' ends where 'testcase' is open",
                hint: "let the test run end before its report is read")
        ) { try read("<testsuite><testcase name='a'>\n</testsuite>") }
        #expect(
            throws: Failure(
                .malformed, "the report 'a.xml' is no JUnit report: it begins with 'html'",
                hint: "name the files that the test runner's JUnit reporter writes")
        ) { try read("<html/>") }
    }
}
