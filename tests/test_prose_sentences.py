"""The narrative of final accounts as departments of many provinces write it: one sentence pattern a test."""

from __future__ import annotations

import pytest

from extractor.observations.prose import observe_prose
from extractor.observations.prose import sections as prose_sections
from extractor.records import Division, Paragraph, Place, Section
from tests.prose_reading import observe, said

SUMMARY = "收入支出决算总体情况说明"
REVENUE = "收入决算情况说明"
EXPENDITURE = "支出决算情况说明"
APPROPRIATION = "财政拨款收入支出决算总体情况说明"
GENERAL = "一般公共预算财政拨款支出决算情况说明"
BASIC = "一般公共预算财政拨款基本支出决算情况说明"
THREE = "一般公共预算财政拨款“三公”经费支出决算情况说明"

TOTALS = [
    (SUMMARY, "2023年度收入总计12,345.67万元，支出总计12,345.67万元。与2022年相比，收、支总计各增加1,000.00万元，增长8.81%。",
     ["revenue.total final 123456700", "expenditure.total final 123456700", "revenue.total change_amount 10000000", "expenditure.total change_amount 10000000", "revenue.total change_rate 8.81", "expenditure.total change_rate 8.81"]),
    (SUMMARY, "本部门2023年度收入支出总计各为500.5万元，较上年度减少20.3万元，下降3.9%，主要原因是厉行节约。",
     ["revenue.total final 5005000", "expenditure.total final 5005000", "revenue.total change_amount -203000", "expenditure.total change_amount -203000", "revenue.total change_rate -3.9", "expenditure.total change_rate -3.9"]),
    (SUMMARY, "2023年度收、支总计均为3,210.00万元。与2022年度相比，收、支总计各减少12.00万元，下降0.37%。主要变动原因是项目减少。",
     ["revenue.total final 32100000", "expenditure.total final 32100000", "revenue.total change_amount -120000", "expenditure.total change_amount -120000", "revenue.total change_rate -0.37", "expenditure.total change_rate -0.37"]),
    (SUMMARY, "某某局2023年度收入、支出总计1,024.98万元，与上年相比收、支总计各增加3.02万元，增长0.3%。其中：",
     ["revenue.total final 10249800", "expenditure.total final 10249800", "revenue.total change_amount 30200", "expenditure.total change_amount 30200", "revenue.total change_rate 0.3", "expenditure.total change_rate 0.3"]),
    (SUMMARY, "（一）收入总计1,024.98万元。包括：1.本年收入合计1,000.00万元。2.年初结转和结余24.98万元。",
     ["revenue.total final 10249800", "revenue.current_year_total final 10000000", "revenue.opening_carryover final 249800"]),
    (SUMMARY, "（二）支出总计1,024.98万元。包括：本年支出合计1,020.00万元；结余分配0万元；年末结转和结余4.98万元。",
     ["expenditure.total final 10249800", "expenditure.current_year_total final 10200000", "expenditure.balance_distribution final 0", "expenditure.closing_carryover final 49800"]),
    (SUMMARY, "2023年收入总计2.35亿元，比2022年决算数2.30亿元增加500万元，增长2.17%。",
     ["revenue.total final 235000000", "revenue.total final 230000000 (2022)", "revenue.total change_amount 5000000", "revenue.total change_rate 2.17"]),
    (APPROPRIATION, "2023年度财政拨款收入总计900万元、支出总计900万元。与2022年相比，财政拨款收、支总计各增加1.5万元，增长0.17%。",
     ["appropriation.revenue_total final 9000000", "appropriation.expenditure_total final 9000000", "appropriation.revenue_total change_amount 15000", "appropriation.expenditure_total change_amount 15000", "appropriation.revenue_total change_rate 0.17", "appropriation.expenditure_total change_rate 0.17"]),
    (APPROPRIATION, "2023年度财政拨款收入支出总计9746.50万元。与2022年度相比，财政拨款收入支出总计增加1193.20万元，增长13.95%。",
     ["appropriation.revenue_total final 97465000", "appropriation.expenditure_total final 97465000", "appropriation.revenue_total change_amount 11932000", "appropriation.expenditure_total change_amount 11932000", "appropriation.revenue_total change_rate 13.95", "appropriation.expenditure_total change_rate 13.95"]),
    (REVENUE, "2023年度收入合计1,000.00万元，其中：财政拨款收入980.00万元，占98.00%；上级补助收入0万元，占0%；事业收入5.00万元，占0.50%；经营收入0万元，占0%；附属单位上缴收入0万元，占0%；其他收入15.00万元，占1.50%。",
     ["revenue.current_year_total final 10000000", "revenue.appropriation final 9800000", "revenue.appropriation share 98", "revenue.superior_subsidy final 0", "revenue.superior_subsidy share 0", "revenue.institutional final 50000", "revenue.institutional share 0.5", "revenue.business final 0", "revenue.business share 0", "revenue.subsidiary_remittance final 0", "revenue.subsidiary_remittance share 0", "revenue.other final 150000", "revenue.other share 1.5"]),
    (REVENUE, "本年收入合计9746.50万元，其中：一般公共预算财政拨款收入9700万元，占99.52%；政府性基金预算财政拨款收入46.50万元，占0.48%；国有资本经营预算财政拨款收入0.00万元，占0%。",
     ["revenue.current_year_total final 97465000", "revenue.general_budget_appropriation final 97000000", "revenue.general_budget_appropriation share 99.52", "revenue.government_fund_appropriation final 465000", "revenue.government_fund_appropriation share 0.48", "revenue.state_capital_appropriation final 0", "revenue.state_capital_appropriation share 0"]),
    (REVENUE, "2023年度本年收入合计为88.6万元，比上年增加3.1万元，增长3.63%，其中：财政拨款收入88.6万元，占本年收入的100%。",
     ["revenue.current_year_total final 886000", "revenue.current_year_total change_amount 31000", "revenue.current_year_total change_rate 3.63", "revenue.appropriation final 886000", "revenue.appropriation share 100"]),
    (REVENUE, "1.财政拨款收入88.6万元，占总收入的97.4%，为当年从同级财政取得的资金，较2022年度决算数增加3.1万元，增长3.63%。",
     ["revenue.appropriation final 886000", "revenue.appropriation share 97.4", "revenue.appropriation change_amount 31000", "revenue.appropriation change_rate 3.63"]),
    (EXPENDITURE, "2023年度支出合计1,020.00万元，其中：基本支出800.00万元，占78.43%；项目支出220.00万元，占21.57%；上缴上级支出0万元，占0%；经营支出0万元，占0%；对附属单位补助支出0万元，占0%。",
     ["expenditure.current_year_total final 10200000", "expenditure.basic final 8000000", "expenditure.basic share 78.43", "expenditure.project final 2200000", "expenditure.project share 21.57"]),
    (EXPENDITURE, "本年支出合计5,000,000.50元。其中：基本支出4,000,000.50元，占80.00%；项目支出1,000,000.00元，占20.00%。",
     ["expenditure.current_year_total final 5000000.5", "expenditure.basic final 4000000.5", "expenditure.basic share 80", "expenditure.project final 1000000", "expenditure.project share 20"]),
    (GENERAL + " > 总体情况", "2023年度一般公共预算财政拨款支出1,000.00万元，占本年支出合计的98.04%。与2022年度相比，一般公共预算财政拨款支出增加60.00万元，增长6.38%。",
     ["general_budget.expenditure final 10000000", "general_budget.expenditure share 98.04", "general_budget.expenditure change_amount 600000", "general_budget.expenditure change_rate 6.38"]),
    (GENERAL + " > 具体情况", "2023年度一般公共预算财政拨款支出年初预算为980.00万元，支出决算为1,000.00万元，完成年初预算的102.04%。决算数大于预算数的主要原因是追加人员经费。其中：",
     ["general_budget.expenditure initial_budget 9800000", "general_budget.expenditure final 10000000", "general_budget.expenditure completion_rate 102.04"]),
    (GENERAL + " > 具体情况", "一般公共预算财政拨款支出决算数为9746.50万元，为年初预算的95.45%。",
     ["general_budget.expenditure final 97465000", "general_budget.expenditure completion_rate 95.45"]),
    (BASIC, "2023年度一般公共预算财政拨款基本支出800.00万元，其中：人员经费700.00万元，主要包括：基本工资、津贴补贴、奖金；日常公用经费100.00万元，主要包括：办公费、印刷费、公务接待费、公务用车运行维护费。",
     ["general_budget.basic final 8000000", "general_budget.personnel final 7000000", "general_budget.operating final 1000000"]),
    (BASIC, "一般公共预算财政拨款基本支出800万元，比上年减少5万元，降低0.62%。人员经费700万元，占基本支出的87.5%。公用经费100万元，占基本支出的12.5%。",
     ["general_budget.basic final 8000000", "general_budget.basic change_amount -50000", "general_budget.basic change_rate -0.62", "general_budget.personnel final 7000000", "general_budget.personnel share 87.5", "general_budget.operating final 1000000", "general_budget.operating share 12.5"]),
    ("政府性基金预算财政拨款支出决算情况说明", "2023年度政府性基金预算财政拨款支出年初预算为12.00万元，支出决算为30.00万元，完成年初预算的250.00%。",
     ["government_fund.expenditure initial_budget 120000", "government_fund.expenditure final 300000", "government_fund.expenditure completion_rate 250"]),
    ("国有资本经营预算财政拨款支出决算情况说明", "本部门2023年度无国有资本经营预算财政拨款支出。", []),
    ("国有资本经营预算支出决算情况说明", "2023年国有资本经营预算拨款支出0万元。", ["state_capital.expenditure final 0"]),
]  # fmt: skip

ACCOUNTS = [
    (GENERAL + " > 结构情况", "2023年度一般公共预算财政拨款支出1,000.00万元，主要用于以下方面：教育支出（类）100.00万元，占10.00%；科学技术（类）支出800.00万元，占80.00%；住房保障支出100.00万元，占10.00%。",
     ["general_budget.expenditure final 10000000", "function:205 final 1000000", "function:205 share 10", "function:206 final 8000000", "function:206 share 80", "function:221 final 1000000", "function:221 share 10"]),
    (GENERAL + " > 具体情况", "1．一般公共服务支出（类）财政事务（款）行政运行（项）。年初预算为300.00万元，支出决算为310.00万元，完成年初预算的103.33%，决算数大于预算数的主要原因是人员增加。",
     ["function:2010601 initial_budget 3000000", "function:2010601 final 3100000", "function:2010601 completion_rate 103.33"]),
    (GENERAL + " > 具体情况", "2、公共安全支出（204类）司法（06款）基层司法业务（04项）支出2170.39万元，比上年增加20.94万元，增长0.97%。",
     ["function:2040604 final 21703900", "function:2040604 change_amount 209400", "function:2040604 change_rate 0.97"]),
    (GENERAL + " > 具体情况", "（1）社会保障和就业支出（类）行政事业单位养老支出（款）机关事业单位基本养老保险缴费支出（项）：支出决算为33.82万元，完成预算100%，决算数等于预算数。",
     ["function:2080505 final 338200", "function:2080505 completion_rate 100"]),
    (GENERAL + " > 具体情况", "3.医疗卫生与计划生育支出（类）行政事业单位医疗（款）行政单位医疗（项）年初预算6.73万元，决算6.97万元。",
     ["function:2101101 initial_budget 67300", "function:2101101 final 69700"]),
    (GENERAL + " > 具体情况", "4.农林水支出（类）扶贫（款）其他扶贫支出（项）。年初预算为0万元，支出决算为2.99万元，年初无预算。",
     ["function:2130599 initial_budget 0", "function:2130599 final 29900"]),
    (GENERAL + " > 具体情况", "2010601行政运行支出310.00万元，主要用于人员支出。",
     ["function:2010601 final 3100000"]),
    (GENERAL + " > 具体情况 > 一般公共服务支出（类）", "1.财政事务（款）行政运行（项）年初预算为300万元，支出决算为310万元，完成年初预算的103.33%。",
     ["function:2010601 initial_budget 3000000", "function:2010601 final 3100000", "function:2010601 completion_rate 103.33"]),
    (GENERAL + " > 具体情况", "一般公共服务支出（类）2023年度决算310.00万元，比2023年年初预算增加10.00万元，增长3.33%。其中：财政事务（款）2023年度决算310.00万元，比2023年年初预算增加10.00万元，增长3.33%。",
     ["function:201 final 3100000", "function:20106 final 3100000"]),
    (GENERAL + " > 结构情况", "按功能分类科目，一般公共服务（类）支出123.45万元，占12.35%;社会保障和就业（类）支出10万元,占1%。",
     ["function:201 final 1234500", "function:201 share 12.35", "function:208 final 100000", "function:208 share 1"]),
    (GENERAL + " > 具体情况", "住房保障支出（类）住房改革支出（款）住房公积金（项）。主要用于：行政单位住房公积金支出。年初预算为289.59万元，支出决算为289.59万元，完成年初预算的100.00%。决算数同预算数持平。",
     ["function:2210201 initial_budget 2895900", "function:2210201 final 2895900", "function:2210201 completion_rate 100"]),
]  # fmt: skip

THREE_PUBLIC = [
    (THREE, "2023年度“三公”经费财政拨款支出年初预算为2.85万元，支出决算为0.39万元，完成预算的13.68%，其中：因公出国（境）费支出决算为0.00万元，完成预算的0.00%；公务用车购置及运行维护费支出决算为0.00万元，完成预算的0.00%；公务接待费支出决算为0.39万元，完成预算的13.68%。",
     ["three_public.total initial_budget 28500", "three_public.total final 3900", "three_public.total completion_rate 13.68", "three_public.overseas final 0", "three_public.overseas completion_rate 0", "three_public.vehicle final 0", "three_public.vehicle completion_rate 0", "three_public.reception final 3900", "three_public.reception completion_rate 13.68"]),
    (THREE, "“三公”经费财政拨款支出决算数比2022年度减少0.15万元，下降（增长）27.78%，其中：因公出国（境）费支出与上一年度持平；公务接待费支出决算减少0.15万元，下降27.78%。公务接待费支出减少的主要原因是严格控制。",
     ["three_public.total change_amount -1500", "three_public.total change_rate -27.78", "three_public.reception change_amount -1500", "three_public.reception change_rate -27.78"]),
    (THREE, "本部门2023年度“三公”经费支出全年预算数20.00万元，支出决算15.50万元，完成全年预算的77.5%，决算数较全年预算数减少4.50万元。",
     ["three_public.total budget 200000", "three_public.total final 155000", "three_public.total completion_rate 77.5"]),
    (THREE, "（1）因公出国（境）支出0万元。全年使用财政拨款安排出国（境）团组0个，累计0人次。",
     ["three_public.overseas final 0", "three_public.overseas_groups count 0", "three_public.overseas_persons count 0"]),
    (THREE, "公务用车购置及运行维护费支出12.30万元。其中：公务用车购置支出为0万元，购置数0辆；公务用车运行维护费12.30万元，公务用车保有量为5辆。",
     ["three_public.vehicle final 123000", "three_public.vehicle_purchase final 0", "three_public.vehicles_purchased count 0", "three_public.vehicle_operation final 123000", "three_public.vehicles_held count 5"]),
    (THREE, "公务用车购置费支出18.5万元，更新购置公务用车1辆，2023年末公务用车保有量3辆，运行维护费支出6.2万元。",
     ["three_public.vehicle_purchase final 185000", "three_public.vehicles_purchased count 1", "three_public.vehicles_held count 3", "three_public.vehicle_operation final 62000"]),
    (THREE, "公务接待费支出3.20万元，完成预算的64%，比上年减少0.80万元，下降20%。国内公务接待40批次，350人次（不包括陪同人员），共计支出3.20万元。",
     ["three_public.reception final 32000", "three_public.reception completion_rate 64", "three_public.reception change_amount -8000", "three_public.reception change_rate -20", "three_public.reception_domestic_groups count 40", "three_public.reception_domestic_persons count 350", "three_public.reception_domestic final 32000"]),
    (THREE, "国内公务接待支出0.39万元（含外宾接待支出0.00万元）。公务接待2批次、26人次，其中：接待外宾0批次、0人次。",
     ["three_public.reception_domestic final 3900", "three_public.reception_foreign final 0", "three_public.reception_domestic_groups count 2", "three_public.reception_domestic_persons count 26", "three_public.reception_foreign_groups count 0", "three_public.reception_foreign_persons count 0"]),
    (THREE, "外事接待支出0万元，外事接待0批次，0人，共计支出0万元。",
     ["three_public.reception_foreign final 0", "three_public.reception_foreign_groups count 0", "three_public.reception_foreign_persons count 0", "three_public.reception_foreign final 0"]),
    (THREE, "公务接待费预算为5万元，支出决算为2.05万元，完成预算的41%，较上年2.08万元减少0.03万元，减少了1.44%。",
     ["three_public.reception budget 50000", "three_public.reception final 20500", "three_public.reception completion_rate 41", "three_public.reception final 20800 (2022)", "three_public.reception change_amount -300", "three_public.reception change_rate -1.44"]),
    (THREE, "2023年度“三公”经费支出决算中，公务用车运行维护费支出决算2.52万元，占11.14%；公务接待费支出决算20.10万元，占88.86%。国内公务接待批次为520个，接待人次为4200人。",
     ["three_public.vehicle_operation final 25200", "three_public.vehicle_operation share 11.14", "three_public.reception final 201000", "three_public.reception share 88.86", "three_public.reception_domestic_groups count 520", "three_public.reception_domestic_persons count 4200"]),
    (THREE, "因公出国（境）团组2个，人数5人；公务用车购置1辆，公务用车保有量34辆；国内公务接待批次39个，接待人次285人。",
     ["three_public.overseas_groups count 2", "three_public.overseas_persons count 5", "three_public.vehicles_purchased count 1", "three_public.vehicles_held count 34", "three_public.reception_domestic_groups count 39", "three_public.reception_domestic_persons count 285"]),
]  # fmt: skip

OTHERS = [
    ("机关运行经费支出情况", "2023年度机关运行经费支出142.80万元，比2022年度减少13.52万元，下降8.65%。主要原因是压减办公费5.20万元、公务用车运行维护费1.00万元。",
     ["agency_operating final 1428000", "agency_operating change_amount -135200", "agency_operating change_rate -8.65"]),
    ("机关运行经费支出情况", "本部门2023年机关运行经费支出20.5万元，较年初预算数减少1.5万元，降低6.82%，较上年决算数增加0.5万元，增长2.5%。",
     ["agency_operating final 205000", "agency_operating change_amount 5000", "agency_operating change_rate 2.5"]),
    ("政府采购支出情况", "2023年度政府采购支出总额2,319.21万元，其中：政府采购货物支出122.43万元、政府采购工程支出1,387.72万元、政府采购服务支出809.06万元。授予中小企业合同金额2,000.00万元，占政府采购支出总额的86.24%，其中：授予小微企业合同金额500.00万元，占授予中小企业合同金额的25.00%；货物采购授予中小企业合同金额占货物支出金额的100%，工程采购授予中小企业合同金额占工程支出金额的80%。",
     ["procurement.total final 23192100", "procurement.goods final 1224300", "procurement.works final 13877200", "procurement.services final 8090600", "procurement.sme final 20000000", "procurement.sme share 86.24", "procurement.micro final 5000000", "procurement.micro share 25"]),
    ("政府采购情况", "2023年度政府采购金额（以合同签订为准）为10万元，其中：货物采购金额4万元、工程采购金额0万元、服务采购金额6万元。",
     ["procurement.total final 100000", "procurement.goods final 40000", "procurement.works final 0", "procurement.services final 60000"]),
    ("国有资产占有使用情况说明", "截至2023年12月31日，本部门共有车辆12辆，其中：副部（省）级及以上领导用车0辆、主要负责人用车1辆、机要通信用车2辆、应急保障用车1辆、执法执勤用车6辆、特种专业技术用车1辆、离退休干部服务用车1辆、其他用车0辆；单价50万元以上通用设备3台（套），单价100万元以上专用设备0台（套）。",
     ["assets.vehicles count 12", "assets.vehicles.provincial_leader count 0", "assets.vehicles.leader count 1", "assets.vehicles.confidential count 2", "assets.vehicles.emergency count 1", "assets.vehicles.enforcement count 6", "assets.vehicles.special count 1", "assets.vehicles.retired count 1", "assets.vehicles.other count 0", "assets.general_equipment_over_500k count 3", "assets.special_equipment_over_1m count 0"]),
    ("国有资产占用情况", "部门共有车辆0辆，单价100万元（含）以上设备（不含车辆）2台（套）。", ["assets.vehicles count 0", "assets.equipment_over_1m count 2"]),
    ("国有资产占有使用情况说明", "2026年部门预算安排购置车辆1辆，其中：执法执勤用车1辆；部门预算安排购置单价100万元（含）以上设备0台（套）。", []),
    ("预算绩效管理工作开展情况", "根据预算绩效管理要求，我部门组织对2023年度一般公共预算项目支出全面开展绩效自评，其中，项目12个，共涉及资金345.60万元，占一般公共预算项目支出总额的100%。",
     ["evaluation.projects count 12", "evaluation.projects_amount final 3456000", "evaluation.projects_amount share 100"]),
    ("预算绩效管理情况", "绩效自评的2023年度项目39个，涉及预算金额4415.48万元，平均得分99.33分。",
     ["evaluation.projects count 39", "evaluation.projects_amount final 44154800"]),
    ("预算绩效情况说明", "本部门对5个项目开展了绩效自评，涉及资金88万元。", ["evaluation.projects count 5", "evaluation.projects_amount final 880000"]),
    ("项目绩效自评结果", "1.社区矫正经费项目绩效自评综述：根据年初设定的绩效目标，社区矫正经费项目绩效自评得分为95.5分。项目全年预算数为20万元，执行数为19.1万元，完成预算的95.5%。",
     ["project:社区矫正经费 score 95.5", "project:社区矫正经费 adjusted_budget 200000", "project:社区矫正经费 executed 191000", "project:社区矫正经费 completion_rate 95.5"]),
    ("第四部分 名词解释", "三公经费：指2023年用财政拨款安排的因公出国（境）费等支出10万元。", []),
]  # fmt: skip

TRAPS = [
    (SUMMARY, "2023 年度总收入 1 234.56 万元，总支出 1 234.56 万元，与上年相比增加 0 万元，增长 0 %。",
     ["revenue.total final 12345600", "expenditure.total final 12345600", "revenue.total change_amount 0", "expenditure.total change_amount 0", "revenue.total change_rate 0", "expenditure.total change_rate 0"]),
    (GENERAL, "一般公共预算财政拨款支出300万元，比年初预算增加20万元，增长7.14%，比上年增加15万元，增长5.26%。",
     ["general_budget.expenditure final 3000000", "general_budget.expenditure change_amount 150000", "general_budget.expenditure change_rate 5.26"]),
    (GENERAL, "住房保障支出（类）住房改革支出（款）住房公积金（项），年初预算为20万元，支出决算为21万元。决算数大于年初预算数1万元，主要原因是基数调整。",
     ["function:2210201 initial_budget 200000", "function:2210201 final 210000"]),
    (GENERAL, "其中：行政运行（2010301）180万元，一般行政管理事务（2010302）20万元。", ["function:2010301 final 1800000", "function:2010302 final 200000"]),
    (GENERAL, "教育支出-进修及培训-培训支出年初预算5万元，决算4万元。", ["function:2050803 initial_budget 50000", "function:2050803 final 40000"]),
    (GENERAL, "与年初预算667.77万元相比，一般公共预算财政拨款支出741.64万元，增加73.87万元。", ["general_budget.expenditure initial_budget 6677700", "general_budget.expenditure final 7416400"]),
    (THREE, "年末公务用车保有量1辆，车均运行维护费3万元。共接待8批次（其中外事接待0批次），62人次（其中外事接待0人次），人均接待费64.5元。",
     ["three_public.vehicles_held count 1", "three_public.reception_foreign_groups count 0", "three_public.reception_foreign_persons count 0"]),
    (THREE, "（三）公务接待费支出0.4万元。共接待8批次（其中外事接待0批次），62人次（其中外事接待1人次），人均接待费64.5元。",
     ["three_public.reception final 4000", "three_public.reception_domestic_groups count 8", "three_public.reception_foreign_groups count 0", "three_public.reception_domestic_persons count 62", "three_public.reception_foreign_persons count 1"]),
    (THREE, "三公经费预算数5万元，决算数3.4万元，预算执行率68%；会议费预算1万元，决算0.5万元；培训费预算2万元，决算1.8万元。",
     ["three_public.total budget 50000", "three_public.total final 34000", "three_public.total execution_rate 68"]),
    ("政府采购支出情况说明", "我单位政府采购预算60万元，实际采购支出50万元，其中：货物类30万元、工程类0万元、服务类20万元。面向中小企业预留政府采购项目预算金额45万元。",
     ["procurement.total budget 600000", "procurement.total final 500000", "procurement.goods final 300000", "procurement.works final 0", "procurement.services final 200000"]),
    ("国有资产占有使用情况", "机关车辆编制5辆，实有车辆4辆，账面原值60万元，其中机要通信用车1辆、应急保障用车3辆。在职人员40人。",
     ["assets.vehicles count 4", "assets.vehicles.confidential count 1", "assets.vehicles.emergency count 3"]),
    ("政府性基金预算财政拨款支出决算情况说明", "年初结转和结余0万元，本年收入20.5万元，本年支出20.5万元，年末结转和结余0万元。",
     ["revenue.opening_carryover.government_fund final 0", "revenue.government_fund_appropriation final 205000", "government_fund.expenditure final 205000"]),
    (BASIC, "一般公共预算财政拨款基本支出800万元。其中：工资福利支出500万元，商品和服务支出100万元，对个人和家庭的补助150万元，资本性支出50万元。",
     ["general_budget.basic final 8000000", "economic:301 final 5000000", "economic:302 final 1000000", "economic:303 final 1500000", "economic:310 final 500000"]),
    (SUMMARY, "2023年度收、支总计各是4125.49,4143.91万元。与2022年相比，收、支总计各减少1267.86,2570.97万元，各下降23.51%、38.28%。",
     ["revenue.total final 41254900", "expenditure.total final 41439100", "revenue.total change_amount -12678600", "expenditure.total change_amount -25709700", "revenue.total change_rate -23.51", "expenditure.total change_rate -38.28"]),
    (SUMMARY, "2023年度收入总计、支出总计分别为500万元和480万元。", ["revenue.total final 5000000", "expenditure.total final 4800000"]),
    (THREE, "公务用车购置数及保有量分别为1辆和130辆。", ["three_public.vehicles_purchased count 1", "three_public.vehicles_held count 130"]),
    (THREE, "因公出国（境）费、公务用车购置及运行维护费、公务接待费支出决算分别为0万元、2.20万元、0.26万元。",
     ["three_public.overseas final 0", "three_public.vehicle final 22000", "three_public.reception final 2600"]),
    (THREE, "因公出国（境）经费、公务接待费、公车购置费，公车运行费（“三公”经费）决算总额2771万元，比上年下降1.8%。分项情况是：公务接待费决算1033万元。",
     ["three_public.total final 27710000", "three_public.total change_rate -1.8", "three_public.reception final 10330000"]),
    (THREE, "“三公”经费决算数共计35.5万元，比上年预算数字下降35.45%，比上年决算数字下降34.26%。",
     ["three_public.total final 355000", "three_public.total change_rate -34.26"]),
    (THREE, "2023年“三公”经费预算为20万元，其中：公务接待费9万元，公务用车运行维护费11万元。2023年车辆运行维护费支出3.1万元。",
     ["three_public.total budget 200000", "three_public.reception budget 90000", "three_public.vehicle_operation budget 110000", "three_public.vehicle_operation final 31000"]),
    (GENERAL, "1.教育支出1595.95万元，主要用于学前教育工作发生的人员经费和办公经费，完成年初预算100%，决算数大于预算数，主要原因是工资调标。",
     ["function:205 final 15959500", "function:205 completion_rate 100"]),
    (GENERAL, "初中教育支出200万元，其中：基本支出150万元，项目支出50万元。教育支出类科目300元，占支出总预算82.27%。",
     ["function:2050203 final 2000000", "function:205 final 300", "function:205 share 82.27"]),
    (REVENUE, "2023年度，本单位收入为1687.45万元，其中：财政拨款收入1516.64万元，占89.88%。",
     ["revenue.current_year_total final 16874500", "revenue.appropriation final 15166400", "revenue.appropriation share 89.88"]),
    (THREE, "因公出国（境）费、公务接待费和公务用车购置及运行费均为0万元。",
     ["three_public.overseas final 0", "three_public.reception final 0", "three_public.vehicle final 0"]),
    (THREE, "“三公”经费财政拨款预算中，因公出国（境）费617万元，公务接待费865万元。公务接待费决算2.1万元。",
     ["three_public.overseas budget 6170000", "three_public.reception budget 8650000", "three_public.reception final 21000"]),
    (THREE, "“三公”经费预算79.69亿元中，公务接待费14.34亿元。", ["three_public.total budget 7969000000", "three_public.reception budget 1434000000"]),
    (THREE, "“三公”经费支出1165.08万元，按同口径同比减少63.96万元，下降5.2%。公务用车保有量2辆，购置及运行维护费5万元。",
     ["three_public.total final 11650800", "three_public.total change_amount -639600", "three_public.total change_rate -5.2", "three_public.vehicles_held count 2", "three_public.vehicle final 50000"]),
    (THREE, "2023年公务接待24批次，210人次，支出2.05万元，较上年减少0.03万元，减少了1.44%。",
     ["three_public.reception_domestic_groups count 24", "three_public.reception_domestic_persons count 210", "three_public.reception final 20500", "three_public.reception change_amount -300", "three_public.reception change_rate -1.44"]),
    (THREE, "国内公务接待批次39个，接待人次285人；国（境）外公务接待批次2个，接待人次14人。",
     ["three_public.reception_domestic_groups count 39", "three_public.reception_domestic_persons count 285", "three_public.reception_foreign_groups count 2", "three_public.reception_foreign_persons count 14"]),
    (GENERAL, "一般公共服务支出（类）党委办公厅（室）及相关机构事务（款）行政运行（项）。年初预算为100万元，支出决算为102万元。",
     ["function:2013101 initial_budget 1000000", "function:2013101 final 1020000"]),
    (GENERAL, "一般公共服务支出（类）某某事务（款）行政运行（项）。年初预算为100万元。", []),
    ("年度工作", "公务接待3批次，新增就业1000人，增长5.2%。", ["three_public.reception_domestic_groups count 3"]),
    (EXPENDITURE + " > 项目支出情况", "2023年度用于保障某局机构完成特定任务的专项业务工作的经费支出219.58万元，与上年对比减少17.3万元，下降7.3%。",
     ["expenditure.project final 2195800", "expenditure.project change_amount -173000", "expenditure.project change_rate -7.3"]),
    ("预算绩效管理情况", "本部门开展绩效自评项目12个，其中：一级项目4个，二级项目8个，共涉及资金500万元。", ["evaluation.projects count 12", "evaluation.projects_amount final 5000000"]),
    ("其他重要事项", "2023年接受上级转移支付资金500万元，已支付480万元。对外投资1亿元。", []),
]  # fmt: skip


@pytest.mark.parametrize(("headings", "sentence", "expected"), TOTALS + ACCOUNTS + THREE_PUBLIC + OTHERS + TRAPS)
def test_final_accounts_say(headings: str, sentence: str, expected: list[str]) -> None:
    assert said(observe(headings, sentence)) == expected


def test_an_account_that_a_heading_alone_names_holds_below_it() -> None:
    sections = (
        Section("s1", None, 1, None, "支出决算具体情况", 1),
        Section("s2", "s1", 2, "1", "教育支出（类）教育管理事务（款）", 1),
        Section("s3", "s1", 2, "2", "各项", 1, (Paragraph("行政运行（项）支出决算12.00万元。", (Place(1, None, (1, 1)),)),)),
    )
    found = observe_prose(Division("final_accounts", "某局2023年度部门决算", "某局", 2023, 1.0, sections), ())
    assert said(found) == ["function:2050101 final 120000"]


def test_headings_of_a_report_that_states_nothing_in_words_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prose_sections, "mentions", None)  # no call of it comes back
    assert observe("第二部分 2023年度部门决算表 > 一般公共预算财政拨款“三公”经费支出决算表", "说明：无。") == []
