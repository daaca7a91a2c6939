// The guide's scenarios in four builds, one report: TeamCity's Kotlin DSL. Put this file into your repository as
// .teamcity/settings.kts, import the project from it (Versioned Settings), and change the first `params`; what each
// means is in pipelines/README.md of the suite.
//
// Agents: Linux with Python 3.11 or newer, curl, and either a browser or the right to install one.
import jetbrains.buildServer.configs.kotlin.*
import jetbrains.buildServer.configs.kotlin.buildFeatures.XmlReport
import jetbrains.buildServer.configs.kotlin.buildFeatures.buildCache
import jetbrains.buildServer.configs.kotlin.buildFeatures.xmlReport
import jetbrains.buildServer.configs.kotlin.buildSteps.script
import jetbrains.buildServer.configs.kotlin.triggers.schedule
import jetbrains.buildServer.configs.kotlin.triggers.vcs

version = "2024.12"

val shards = (1..4).map { Scenarios(it, 4) }

project {
    params {
        param("env.SUITE", "sferum-linking==0.2.0") // or a wheel: its path in your repository, or its address
        param("env.SCENARIOS", "") // a folder of your own scenarios; empty: the suite's
        param("env.SFERUM_TARGET", "") // a target file, for a stand; empty: the sandbox is tested
        param("env.START_JOURNAL", "") // starts a journal that is tested here, and goes on running
        param("env.JOURNAL", "") // the address that this journal answers at
        param("env.PIP_CACHE_DIR", "%teamcity.build.checkoutDir%/.cache/pip")
        param("env.PLAYWRIGHT_BROWSERS_PATH", "%teamcity.build.checkoutDir%/.cache/browsers")
    }
    shards.forEach { buildType(it) }
    buildType(Report)
}

class Scenarios(shard: Int, of: Int) : BuildType({
    id("Scenarios$shard")
    name = "Scenarios, shard $shard of $of"
    // shards/ is masked. Playwright's traces and videos, in test-results/, are not: they stay on the agent. logs/ is the
    // journal's own: what is in it is up to the journal.
    artifactRules = """
        shards => shards
        logs => logs
    """.trimIndent()

    vcs {
        root(DslContext.settingsRoot)
        cleanCheckout = true
    }

    steps {
        script {
            name = "Install the suite and a browser"
            scriptContent = """
                #!/bin/bash
                set -eu
                python3 -m venv .venv
                .venv/bin/python -m pip install --quiet "%env.SUITE%"
                .venv/bin/sferum setup
            """.trimIndent()
        }
        script {
            name = "Run the scenarios"
            scriptContent = """
                #!/bin/bash
                set -eum # -m: each program in the background can be ended with all that it started
                trap 'kill -- $(jobs -p | sed s/^/-/) 2> /dev/null || true' EXIT
                if [ -n "${'$'}START_JOURNAL" ]; then
                    mkdir -p logs
                    .venv/bin/sferum sandbox > /dev/null 2> logs/sandbox.log &
                    curl --silent --fail --noproxy '*' --max-time 10 --output /dev/null --retry 60 --retry-delay 1 --retry-all-errors http://127.0.0.1:5005/health
                    bash -c "${'$'}START_JOURNAL" > logs/journal.log 2>&1 &
                    curl --silent --insecure --noproxy '*' --max-time 10 --output /dev/null --retry 60 --retry-delay 1 --retry-all-errors "%env.JOURNAL%"
                    export SFERUM_SANDBOX=http://127.0.0.1:5005
                fi
                .venv/bin/sferum test %env.SCENARIOS% --shard=$shard/$of --report-dir=shards/$shard --numprocesses=auto
            """.trimIndent()
        }
    }

    features {
        buildCache {
            name = "sferum"
            rules = ".cache"
        }
    }

    failureConditions {
        executionTimeoutMin = 30
    }
})

object Report : BuildType({
    name = "Report"
    artifactRules = "results => results"

    vcs {
        root(DslContext.settingsRoot)
        cleanCheckout = true
    }

    steps {
        script {
            name = "Make one report of the shards'"
            scriptContent = """
                #!/bin/bash
                set -eu
                python3 -m venv .venv
                .venv/bin/python -m pip install --quiet "%env.SUITE%"
                .venv/bin/sferum report merge shards/* --out results
            """.trimIndent()
        }
    }

    triggers {
        vcs {
            triggerRules = "+:**"
        }
        schedule {
            schedulingPolicy = daily {
                hour = 1
                minute = 17
            }
            branchFilter = "+:<default>"
            triggerBuild = always()
            withPendingChangesOnly = false
        }
    }

    features {
        xmlReport {
            reportType = XmlReport.XmlReportType.JUNIT
            rules = "+:results/junit.xml"
        }
        buildCache {
            name = "sferum"
            rules = ".cache"
        }
    }

    dependencies {
        shards.forEach { shard ->
            dependency(shard) {
                snapshot {
                    onDependencyFailure = FailureAction.ADD_PROBLEM
                }
                artifacts {
                    artifactRules = "shards/** => shards"
                }
            }
        }
    }

    failureConditions {
        executionTimeoutMin = 10
    }
})
