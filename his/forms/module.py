from his.forms import keeping, permissions, sampling
from his.forms.routes import router
from kernel.module import Module
from kernel.printing import FormsOf
from kernel.text import Text

module = Module(
    id="his.forms",
    title=Text("Mẫu in", "Print templates"),
    requires=("his.admin",),
    router=router,
    permissions=permissions.ALL,
    contributes=(FormsOf(template=keeping.source_of, printed=sampling.remember),),
)
