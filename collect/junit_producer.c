/* SPDX-License-Identifier: MIT */
/* Who wrote a JUnit file: by the names and attributes that runners are known to write. */
#include "collect/junit_private.h"

struct trait {
	struct kz_str element; /* empty: any */
	struct kz_str attribute, value;
	bool is_head; /* the value begins so, else it is so */
	const char *producer;
};

#define TRAIT(element, attribute, value, is_head, producer)                         \
	{                                                                           \
		{element, sizeof(element) - 1}, {attribute, sizeof(attribute) - 1}, \
			{value, sizeof(value) - 1}, is_head, producer               \
	}

static const struct trait traits[] = {
	TRAIT("testsuites", "name", "pytest tests", false, "pytest"),
	TRAIT("testsuite", "name", "pytest", false, "pytest"),
	TRAIT("testsuites", "name", "jest tests", false, "jest"),
	TRAIT("testsuites", "name", "Mocha Tests", false, "mocha"),
	TRAIT("testsuite", "name", "Mocha Tests", false, "mocha"),
	TRAIT("testsuites", "name", "AllTests", false, "gtest"),
	TRAIT("testsuites", "name", "nextest-run", false, "nextest"),
	TRAIT("testsuite", "name", "@setup-script:", true, "nextest"),
	TRAIT("testsuite", "xsi:noNamespaceSchemaLocation", "https://maven.apache.org/surefire/",
		true, "surefire"),
	TRAIT("property", "name", "surefire.", true, "surefire"),
	TRAIT("testsuite", "assertions", "", true, "phpunit"),
};

static bool has_trait(const struct trait *t, struct kz_str element,
	const struct kz_xml_attrs *attrs)
{
	struct kz_str value;

	if (!kz_str_eq(element, t->element))
		return false;
	value = kz_xml_attr(attrs, t->attribute);
	return value.p &&
		(t->is_head ? kz_str_starts(value, t->value) : kz_str_eq(value, t->value));
}

/* Both Go tools write the property go.version; only go-junit-report numbers its suites. */
static void see_go(struct kz_producer *p, struct kz_str element, const struct kz_xml_attrs *attrs)
{
	if (kz_str_eq(element, KZ_S("testsuite")))
		p->suite_has_id = kz_xml_attr(attrs, KZ_S("id")).p != NULL;
	else if (kz_str_eq(element, KZ_S("property")) &&
		kz_str_eq(kz_xml_attr(attrs, KZ_S("name")), KZ_S("go.version")))
		p->name = p->suite_has_id ? "go-junit-report" : "gotestsum";
}

/* CTest: a suite as root that counts disabled tests, and cases named by their class. */
static void see_ctest(struct kz_producer *p, struct kz_str element,
	const struct kz_xml_attrs *attrs, bool is_root)
{
	if (is_root)
		p->looks_ctest = kz_str_eq(element, KZ_S("testsuite")) &&
			kz_xml_attr(attrs, KZ_S("disabled")).p &&
			kz_xml_attr(attrs, KZ_S("hostname")).p;
	else if (p->looks_ctest && kz_str_eq(element, KZ_S("testcase")) &&
		kz_xml_attr(attrs, KZ_S("status")).p &&
		kz_str_eq(kz_xml_attr(attrs, KZ_S("name")), kz_xml_attr(attrs, KZ_S("classname"))))
		p->name = "ctest";
}

void kz_producer_see(struct kz_producer *p, struct kz_str element, const struct kz_xml_attrs *attrs,
	bool is_root)
{
	if (p->name)
		return;
	for (size_t i = 0; i < sizeof(traits) / sizeof(traits[0]) && !p->name; i++)
		if (has_trait(&traits[i], element, attrs))
			p->name = traits[i].producer;
	if (!p->name)
		see_go(p, element, attrs);
	if (!p->name)
		see_ctest(p, element, attrs, is_root);
}

bool kz_producer_repeats(const struct kz_producer *p)
{
	return !p->name || kz_str_eq(kz_str_c(p->name), KZ_S("gotestsum"));
}
