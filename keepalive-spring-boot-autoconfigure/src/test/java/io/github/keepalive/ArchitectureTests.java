package io.github.keepalive;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClass.Predicates;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests that packages depend on one another in one direction only.
 *
 */
class ArchitectureTests {

	private static final String ROOT = "io.github.keepalive";

	private static final String[] CORE = { ROOT + ".policy..", ROOT + ".fault..", ROOT + ".connection.." };

	private static final JavaClasses classes = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages(ROOT);

	@Test
	void coreKnowsOnlyTheJdk() {
		ArchRuleDefinition.classes()
			.that()
			.resideInAnyPackage(CORE)
			.should()
			.onlyDependOnClassesThat(Predicates.resideInAnyPackage("java..", "javax.net.ssl..", "org.jspecify..")
				.or(Predicates.resideInAnyPackage(CORE)))
			.check(classes);
	}

	@Test
	void probeKnowsOnlyTheJdkPolicyAndConnection() {
		ArchRuleDefinition.classes()
			.that()
			.resideInAPackage(ROOT + ".probe..")
			.should()
			.onlyDependOnClassesThat(Predicates.resideInAnyPackage("java..", "javax.net.ssl..", "org.jspecify..")
				.or(Predicates.resideInAnyPackage(ROOT + ".probe..", ROOT + ".policy..", ROOT + ".connection..")))
			.check(classes);
	}

	@Test
	void reportsKnowTheCoreAndTheProbe() {
		DescribedPredicate<JavaClass> ours = Predicates.resideInAPackage(ROOT + "..");
		DescribedPredicate<JavaClass> allowed = Predicates.resideInAnyPackage(ROOT + ".actuate..", ROOT + ".probe..")
			.or(Predicates.resideInAnyPackage(CORE));
		ArchRuleDefinition.classes()
			.that()
			.resideInAPackage(ROOT + ".actuate..")
			.should()
			.onlyDependOnClassesThat(DescribedPredicate.not(ours).or(allowed))
			.check(classes);
	}

	@ParameterizedTest
	@ValueSource(strings = { "client.apache", "client.jetty", "client.reactor", "client.jdk", "client.inventory",
			"server.tomcat", "server.jetty", "server.netty", "server.drain", "retry", "metrics" })
	void adapterKnowsOnlyTheCore(String adapter) {
		DescribedPredicate<JavaClass> ours = Predicates.resideInAPackage(ROOT + "..");
		DescribedPredicate<JavaClass> allowed = Predicates.resideInAPackage(ROOT + "." + adapter + "..")
			.or(Predicates.resideInAnyPackage(CORE));
		ArchRuleDefinition.classes()
			.that()
			.resideInAPackage(ROOT + "." + adapter + "..")
			.should()
			.onlyDependOnClassesThat(DescribedPredicate.not(ours).or(allowed))
			.allowEmptyShould(true)
			.check(classes);
	}

	@Test
	void nothingDependsOnTheWiring() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideOutsideOfPackage(ROOT + ".autoconfigure..")
			.should()
			.dependOnClassesThat()
			.resideInAPackage(ROOT + ".autoconfigure..")
			.check(classes);
	}

	@Test
	void nothingDependsOnTheTestKitNorTheKitOnUs() {
		String kit = ROOT + ".test..";
		ArchRuleDefinition.noClasses()
			.that()
			.resideOutsideOfPackage(kit)
			.should()
			.dependOnClassesThat()
			.resideInAPackage(kit)
			.check(classes);
		ArchRuleDefinition.noClasses()
			.that()
			.resideInAPackage(kit)
			.should()
			.dependOnClassesThat(Predicates.resideInAPackage(ROOT + "..").and(Predicates.resideOutsideOfPackage(kit)))
			.check(classes);
	}

	@Test
	void autoConfigurationsAreFinalAndHaveNoPublicMethods() {
		ArchRuleDefinition.classes()
			.that()
			.haveSimpleNameEndingWith("AutoConfiguration")
			.should()
			.haveModifier(JavaModifier.FINAL)
			.check(classes);
		ArchRuleDefinition.methods()
			.that()
			.areDeclaredInClassesThat()
			.haveSimpleNameEndingWith("AutoConfiguration")
			.should()
			.notBePublic()
			.check(classes);
	}

	@Test
	void packagesAreFreeOfCycles() {
		SlicesRuleDefinition.slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(classes);
	}

}
