"""The people of the demo: one for each kind of person, in one city, with companies that share one drum's walk."""

from dataclasses import dataclass

from wasteflow.core.i18n import text
from wasteflow.demo import walk
from wasteflow.demo.companies import Companies
from wasteflow.people.model import Department, Role
from wasteflow.people.schemas import NewAccount

PASSWORD = "one-drums-walk"  # noqa: S105 - printed at every start: it guards nothing but invented waste


@dataclass(frozen=True)
class DemoAccount:
    """Somebody to sign in as."""

    name: str
    person: str
    role: Role
    works_for: str = ""  # factory, carrier, receiver
    city: str | None = None
    department: Department | None = None
    password: str = PASSWORD

    def says(self, language: str) -> str:
        """What to try, in one sentence."""
        return text(f"demo.try.{self.name}", language)

    def __str__(self) -> str:
        return f"{self.name:<11} {self.password}  {self.says('zh-Hans')} {self.says('en')}"


ACCOUNTS = (
    DemoAccount("clerk", "陈晓彤", Role.GENERATOR, "factory"),
    DemoAccount("driver", "何志强", Role.DRIVER, "carrier"),
    DemoAccount("dispatcher", "梁丽娟", Role.DISPATCHER, "carrier"),
    DemoAccount("receiver", "罗建华", Role.RECEIVER, "receiver"),
    DemoAccount("ecology", "李慧敏", Role.REGULATOR, city=walk.CITY, department=Department.ECOLOGY),
    DemoAccount("transport", "黄文辉", Role.REGULATOR, city=walk.CITY, department=Department.TRANSPORT),
    DemoAccount("office", "林嘉欣", Role.CITY_OFFICE, city=walk.CITY),
    DemoAccount("integrator", "地磅系统（演示）", Role.INTEGRATOR, "receiver"),
    DemoAccount("auditor", "谭秀英", Role.AUDITOR),
    DemoAccount("admin", "钟永康", Role.ADMINISTRATOR),
)


def people(companies: Companies) -> list[NewAccount]:
    """The demo's people, then one account without a password for every company's record-keeper."""
    return [_person(companies, a) for a in ACCOUNTS] + [
        NewAccount(name=c.login, person=c.clerk, role=c.role, org=c.org.id, site=c.site.id)
        for c in companies.all.values()
    ]


def _person(companies: Companies, a: DemoAccount) -> NewAccount:
    whose = {"factory": walk.factory, "carrier": walk.carrier, "receiver": walk.receiver}.get(a.works_for)
    company = whose(companies) if whose else None
    return NewAccount(
        name=a.name,
        password=a.password,
        person=a.person,
        role=a.role,
        org=company.org.id if company else None,
        site=company.site.id if company else None,
        city=a.city,
        department=a.department,
    )
