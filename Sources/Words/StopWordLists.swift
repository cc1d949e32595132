// The most common function words of each language, lower-case, in the form people write them. A data table: facts of
// the languages, in no order that matters.
extension StopWords {
    static func list(_ language: Language) -> StaticString {
        switch language {
        case .english:
            """
            a about above after again against all also am an and any are aren't as at be because been before being \
            below between both but by can can't cannot could couldn't did didn't do does doesn't doing don't down \
            during each few for from further had hadn't has hasn't have haven't having he her here hers herself him \
            himself his how i i'm i've if in into is isn't it it's its itself just let's me more most my myself no nor \
            not of off on once only or other our ours ourselves out over own same she should shouldn't so some such \
            than that that's the their theirs them themselves then there these they this those through to too under \
            until up upon us very was wasn't we were weren't what what's when where which while who who's whom whose \
            why will with within without won't would wouldn't you you're your yours yourself may might must shall
            """
        case .german:
            """
            ab aber alle allem allen aller alles als also am an andere anderen anderer anderes auch auf aus bei beim \
            bin bis bist da dabei dadurch daher damit dann daran darauf daraus das dass daß dazu dein deine dem den \
            denen denn der deren des dessen deshalb die dies diese diesem diesen dieser dieses dir doch dort du durch \
            ein eine einem einen einer eines einige er es etwa etwas euch euer für gegen gibt hab habe haben hat hatte \
            hatten hier hin hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im in indem ins ist ja jede jedem jeden \
            jeder jedes jedoch jene kann kein keine keinem keinen keiner können könnte machen man manche mehr mein \
            meine mich mir mit muss müssen nach nachdem nicht nichts noch nun nur ob oder ohne sehr seid sein seine \
            seinem seinen seiner seit sich sie sind so sogar solche soll sollen sollte sondern sonst sowie über um und \
            uns unser unter viel viele vom von vor wann war waren warum was wegen weil weiter welche welchem welchen \
            welcher welches wem wen wenn wer werde werden wessen wie wieder wieso will wir wird wirst wo woher wohin \
            wollen worden wurde wurden würde würden zu zum zur zwar zwischen
            """
        case .french:
            """
            a afin ai ainsi alors après as au aucun aucune aura aussi autre autres aux avait avant avec avez avoir \
            avons c ce ceci cela celle celles celui cent ces cet cette ceux chaque chez ci comme comment d dans de \
            depuis des deux donc dont du durant elle elles en encore entre es est et étaient était étant été être eu \
            eux fait faut font furent fut hors ici il ils j je l la là laquelle le lequel les lesquelles lesquels leur \
            leurs lors lorsque lui m ma mais me même mêmes mes moi moins mon n ne ni nos notre nous on ont ou où par \
            parce pas pendant peu peut peuvent plus pour pourquoi pouvez puis qu quand que quel quelle quelles quels qui \
            quoi s sa sans se sera ses si sinon soi soit son sont sous suis sur t ta te tel telle tes toi ton tous tout \
            toute toutes très tu un une vers voici voilà vos votre vous y
            """
        case .spanish:
            """
            a al algo algunas alguno algunos allí ambos ante antes aquel aquella aquí así aún aunque bajo bien cada casi \
            como cómo con contra cual cuál cuáles cuando cuándo cuánto cuántos cuántas cuyo de del desde después donde \
            dónde dos durante e el él ella ellas ellos en entonces entre era eran eres es esa esas ese eso esos esta está \
            estaba están estar estas este esto estos fue fueron ha haber había han hasta hay he la las le les lo los más \
            me mi mientras mis mucho muchos muy nada ni no nos nosotros nuestra nuestro o os otra otras otro otros para \
            pero poco por porque puede pueden pues qué que quien quién quiénes se sea según ser será si sí sido sin sino \
            sobre solo sólo son su sus también tan tanto te tener tiene tienen toda todas todo todos tras tu tus u un una \
            unas uno unos usted y ya yo
            """
        case .italian:
            """
            a abbia abbiamo ad agli ai al alcuni alla alle allo altri altro anche ancora avere aveva avevano c che chi ci \
            cioè come con contro cosa così cui d da dagli dai dal dalla dalle dallo degli dei del dell della delle dello \
            dentro di dopo dove due durante e è ed era erano essere fa fino fra fu furono gli ha hanno ho i il in io l la le \
            lei li lo loro lui ma mentre mi mia mio molto ne negli nei nel nell nella nelle nello no noi non nostra nostro o \
            ogni oltre per perché però più poi può possono qual quale quali quando quanta quante quanti quanto quasi quella \
            quelle quelli quello questa queste questi questo qui quindi s sarà se sei sembra senza si sia siamo siano sono \
            sopra sotto sta stata stati stato su sua sue sugli sui sul sulla sulle suo suoi tra tu tutta tutte tutti tutto un \
            una uno v vi voi
            """
        case .portuguese:
            """
            a à ainda além algum alguma alguns ao aos apenas após aquela aquele aqui as às assim até cada com como contra cujo \
            da das de dela dele deles depois desde dessa desse desta deste do dois dos durante e é ela elas ele eles em entre \
            era eram essa essas esse esses esta está estão estar estas estava este estes eu foi foram há isso isto já la lhe \
            mais mas me mesmo meu muito muitos na nas não nem nenhum no nos nós nossa nosso num numa o onde os ou outra outras \
            outro outros para pela pelas pelo pelos pode podem por porque porém pouco quais qual quando quanto quantos quantas \
            que quê quem se seja sem sempre ser será seu seus só sob sobre sua suas também tão te tem têm ter tinha toda todas \
            todo todos tu um uma umas uns você vocês
            """
        case .dutch:
            """
            aan achter al alle alleen als altijd ander andere anders bij binnen boven daar daarom dan dat de deze die dit doch \
            doen dood door dus een echter eens elk elke en er erg ge geen had hadden hare heb hebben heeft hem hen het hier hij \
            hoe hoeveel hun iemand iets ik in is ja je jij jou jouw kan kon konden kunnen maar mag me meer men met mij mijn moet \
            moeten na naar niet niets nog nu of om omdat ondanks onder ons onze ook op over reeds samen sinds steeds te tegen \
            tegenover tijdens toch toen tot tussen u uit uw van veel veer vele voor vooral waar waarom wanneer want waren was wat \
            we wel welk welke werd werden wie wij wil worden wordt zal ze zei zelf zich zij zijn zo zoals zonder zou zouden
            """
        case .swedish:
            """
            alla allt att av blev bli blir blivit både de dem den denna deras dess dessa det detta dig din dina ditt du där därför \
            då eller en er era ett efter ej från för före ha hade han hans har henne hennes hon honom hos hur här i icke in inom \
            inte jag ju kan kunde man med mellan men mer mig min mina mitt mot mycket ni nu när någon något några när och också om \
            oss på samma sedan sig sin sina sitt själv ska skulle som så sådan till under upp ut utan vad var varför varit varje \
            vars vart vem vi vid vilka vilken vilket vill vår våra än är åt över
            """
        case .danish:
            """
            ad af alle alt anden andet at blev blive bliver da de dem den denne der deres det dette dig din disse dog du efter \
            eller en end er et for fordi fra få før ha havde han hans har hendes her hos hun hvad hvem hvilke hvilken hvilket hvis \
            hvor hvordan hvorfor hvornår i ikke ind ingen jeg jer kan kun kunne man mange med meget mellem men mig min mit mod må \
            ned nogen noget nogle nu når og også om op os over på samt sig sin sit skal skulle som sådan til ud uden under var ved \
            vi vil ville være været
            """
        case .norwegian:
            """
            alle andre at av begge ble blei bli blir blitt både da de deg dei dem den denne der dere deres det dette di din disse du \
            eg ei ein eit eller en er et etter for fordi fra før ha hadde han hans har hennes her hun hva hvem hver hvilke hvilken \
            hvis hvor hvordan hvorfor i ikke ingen inn ja jeg kan korleis kunne man mange med meg mellom men mer min mitt mot mye må \
            ned nei noe noen nå når og også om opp oss over på samme seg selv si sin sine sitt skal skulle slik som så til um under \
            uten var ved vi vil ville være vært å
            """
        case .finnish:
            """
            ei eivät eli emme en enemmän ennen entä et ette että hän hänen he heidän ilman itse ja jo johon joiden joihin joille \
            joissa joista joita joka jokainen joko jolla jolle jonka jopa jos joskus jossa josta jota jotka jotta kaikki kanssa keiden \
            ken kenen kuin kuinka kuitenkin kuka kun kuten lisäksi lähes me meidän mihin mikä miksi mille millä millainen minkä minä \
            missä mistä mitä mitkä moni monet mukaan mutta muut muun myös ne niiden niin niitä noin nyt näin nämä oikein ole olen oli \
            olivat olla olleet ollut on onko ovat paljon pois sekä sen se siihen siinä siis siitä sillä silti sitä tai te teidän \
            tuo tämä tämän tässä tätä vaan vai vaikka vain vielä voi voidaan voivat yli
            """
        case .russian:
            """
            а без более бы был была были было быть в вам вами вас весь во вот все всё всего всех вы где да даже для до его ее её если \
            есть еще ещё же за зачем здесь и из или им ими их к каждый как какая какие какой каким когда кого ком кому которая которого \
            которой которые который которых кто куда ли лишь между меня мне много может можно мой мы на над надо нам нами нас не него нее \
            ней некоторые нет ни нибудь них но ну о об один однако около он она они оно от откуда очень перед по под после потому почему \
            при про раз с сам себе себя сейчас сколько со так также такие такой там то тогда того тоже той только том тот ту ты у уже \
            хотя чего чей чем через что чтобы чье чья эта эти этих это этого этой этом этот эту я
            """
        case .ukrainian:
            """
            а або адже але без би був була були було бути в вам вас ви від він вона вони воно все всі всього де для до є за з зі і із її \
            їй їм їх й його йому коли кого крім куди ли лише між мене мені ми на над навіть нам нас не неї ні них но о об один однак після \
            по під при про та так також там те ти тим то того тому той тільки у хоча хто це цей ця ці цього чи через чим чого чому що щоб \
            щодо як яка який якщо які якого якої
            """
        case .polish:
            """
            a aby albo ale ani bardzo bez bo by być był była było byli były będzie będą ci co coś czy czyli czym dla do dlaczego dlatego \
            dzięki gdy gdyby gdzie go i ich ile im innych inny ja jak jaka jakie jaki jako je jednak jego jej jemu jest jestem jeszcze \
            jeśli jeżeli już ją każdy kiedy kim kto która które którego której który których którym którzy lecz lub ma mają mi mnie może \
            można mu my na nad nam nas nawet nich nie niego niej nigdy nim niż no o od on ona one oni oraz pod podczas po ponieważ przed \
            przez przy są się skąd swoje swój ta tak taki także tam te tego tej ten też to tu twój ty tych tylko tym u w we wiele więc \
            wszystko wszystkie właśnie z za ze że
            """
        case .czech:
            """
            a aby aj ale ani ano asi až bez bude budou by byl byla byli bylo být co což cz či další dnes do ho i já jak jaké jako je jeho \
            jej její jejich jen ještě ji jiné již jsem jsme jsou jste k kam kde kdo kdy když ke která které kterou který kteří ku ma má \
            mezi mi mít mnoho mohou můj může my na nad nám ne nebo nejsou není než nic o od on ona oni ono pak po pod podle pokud potom \
            pouze pro proč proto protože před při s se si své svůj ta tak také takže tam tato te tedy ten tento této tím to tohle toho \
            tom tomu tu tuto ty tyto u už v ve více vsak však všechny za zde ze že
            """
        case .slovak:
            """
            a aby aj ak ako ale alebo ani áno až bez bol bola boli bolo bude budú by byť cez či čo čím ďalší do ešte ho i ich iba ja je \
            jeho jej k kam kde kto ktorá ktoré ktorú ktorý ktorí ku ma má medzi mi môže my na nad nám nie nich niektoré o od on ona oni ono \
            po pod podľa pre preto pretože prečo pred pri s sa si sú so svoje ta tak takže také tam tento tejto tom toho to tu tým už v vo \
            však viac všetky z za zo že
            """
        case .hungarian:
            """
            a abban ahhoz ahogy ahol aki akik akkor alatt által általában amely amelyek amelyet ami amikor amit át az azok azon azonban azt \
            azzal azért be belül benne bár cikk csak de e eddig egy egyes egyéb egyik egyre el előtt és ez ezek ezen ezért ezt ezzel fel \
            felé ha hanem hány hiszen hogy hogyan hol is itt jó ki kik kell kívül között közül le lehet lenne lesz lett ma maga már más meg \
            mellett mert mely melyek melyik mi miért mint mikor mind minden mit még míg mivel most nagy nagyon ne nekem neki nem nincs olyan \
            ott össze ő ők őket pedig persze s saját sem semmi sok sokkal során szerint szinte talán te tehát több tovább úgy új újabb után \
            utolsó vagy vagyok valaki való vannak van vele vissza volt voltak
            """
        case .turkish:
            """
            acaba ama ancak artık aslında az bana bazı belki ben beni benim beri bile bir birçok biri birkaç bize biz bizim böyle bu buna \
            bunda bundan bunlar bunu bunun burada çok çünkü da daha dahi de defa değil diğer diye dolayı eğer en fakat gibi göre hangi hani \
            hatta hem henüz hep hepsi her hiç için içinde ile ilgili ise işte kaç kadar karşı kendi kez ki kim kime kimi mı mi mu mü nasıl ne \
            neden nedir nerede nereye niye niçin o olan olarak oldu olduğu olduğunu olması olmak olsa olup on ona ondan onlar onları onu onun \
            orada oysa önce sadece sana sen senin siz sonra şey şimdi şöyle şu tarafından tüm üzere var ve veya ya yani yapılan yerine yine \
            yok zaman zaten
            """
        case .romanian:
            """
            a acea aceasta această aceea acel acela acele acelea acest acesta aceste aceștia ai al ale am ar are as asupra așa atât au avea \
            aveau avut azi ca când care cărei căror cât câți ce cea cei cel cele celor ci cine cu cum da dacă dar de deci decât deja deoarece \
            despre din dintre doar două după ea ei el ele era erau este eu eu fără fi fie fiecare fost i iar în înainte între într îi îl își \
            la le li lor lui mai mult mulți ne nici noi nu o or ori pe pentru peste prin printr sa să sau său se si și spre sub sunt t tot toate \
            toți totuși tu un una unde unei unele unor unui va vor vom
            """
        case .catalan:
            """
            a al als altra altres amb aquell aquella aquest aquesta aquestes aquests això bé cada com contra d de del dels des després doncs \
            durant e el ella elles ells els em en encara entre era eren és està estan et fer fins fou ha han havia hi ho i ja jo l la les li lo \
            mateix mateixa més molt molts no nosaltres o on pel pels per perquè però poc pot què qual quals quan quant que qui quin quina quins \
            s se sense ser seu seus seva si sobre solament són sota també tan tant te té tot tota totes tots un una unes uns va van
            """
        case .indonesian:
            """
            ada adalah agar akan aku anda antara apa apakah atas atau bagaimana bagi bahwa banyak baru beberapa belum berapa bila bisa bukan \
            dalam dan dapat dari daripada dengan di dia hanya harus hingga ia ini itu jadi jika juga kami kamu kapan karena kata ke kepada kita \
            lagi lain lalu lebih maka mana masih mengapa menjadi mereka namun oleh orang pada para pernah pula saat saja sampai sangat saya \
            sebagai sebelum sebuah sedang sehingga sejak selain selama semua seorang seperti serta sesuatu setelah setiap siapa suatu sudah \
            tanpa telah tentang terhadap tersebut tetapi tidak untuk yaitu yang
            """
        case .vietnamese:
            """
            ai bao bằng bị bởi cả các cái cần cho chỉ chưa có cũng của cùng do đã đang đâu đây để đến điều được gì hay hoặc hơn khi không là lại \
            làm lúc mà mỗi một này nào nên nếu nhiều như nhưng những nơi nữa ở phải qua ra rằng rất rồi sao sau sẽ so sự tại theo thế thì trên \
            trong trước từ từng và vẫn vào vậy vì việc với vừa
            """
        case .greek:
            """
            αλλά αν από απο αυτά αυτές αυτή αυτό αυτοί αυτός αυτού για δε δεν εάν είναι ένα έναν ένας εκ εκείνη εκείνο εκείνος επί επίσης έχει \
            έχουν ή η ήταν θα ίσως κάθε και κατά κι μα με μετά μη μην μια μία μόνο να ο οι όμως όπως όπου όταν ότι ποια ποιες ποιο ποιοι ποιος \
            πόσα πόσο πόσοι ποτέ πότε που πού πριν προς πως πώς σαν σε στα στη στην στις στο στον στους στους τα τη την της τι τις το τον του \
            τους των ως
            """
        case .arabic:
            """
            إذا إذ إلا إلى الذي الذين التي اللاتي اللذان اما أما أم أن إن أنا أنت انه أنه أنها أو أول أي أية أيضا أين بعد بعض بل بين بينما تحت \
            تكون تلك تم ثم جدا جميع حتى حول حيث حين خلال دون ذلك سوف ضد ضمن على عليه عليها عن عند عندما غير فإن فقد فقط في فيه فيها قبل قد كان كانت \
            كانوا كل كلا كم كما كيف لا لدى لذلك لقد لكن لكنه لم لماذا لن له لها لهم ليس ليست ما ماذا متى مثل مع مما من منذ منه منها نحو نفس هذا هذه \
            هل هم هنا هناك هو هؤلاء هي و وقد وكان ولا ولم وما ومن وهو وهي يتم يكون يمكن
            """
        case .persian:
            """
            آن آنها است اگر اما این اینکه با باید بر برای بعد بود بودند به بی بین پس پیش تا تر چرا چه چند چون چگونه چیزی حتی خود دارد داشت در دو دیگر \
            را روی سپس شد شده شود شدن طور که کجا کدام کرد کردن کرده کند کنند کنید کسی کی ما مانند مگر من می نمی نه نیز نیست ها هر هم همان همه همین \
            هنوز و ولی وی یا یک
            """
        case .hebrew:
            """
            אבל או אולי אותה אותו אותם אז אחרי איזה איך אין איפה אל אלה אם אנחנו אני אף את אתה אתם בגלל בין בלי גם דרך הוא היא היה היו הם הן \
            הזה הזאת הרבה זאת זה זו יותר יש כאשר כדי כי כל כמה כמו כן לא לאן להיות לה לו לי לכן למה לפי לפני מאוד מה מדוע מי מן מתי נגד על עד \
            עוד עם רק של שלה שלו שלהם שם תחת
            """
        case .hindi:
            """
            अपना अपनी अपने अब आदि आप इन इस इसका इसकी इसके इसमें इसे इसी उन उनका उनकी उनके उनको उस उसका उसकी उसके उसने उसे एक एवं ऐसा ऐसे और कब कई कर \
            करता करते करना करने कहाँ कहा का किन किया किस किसी की कुछ के को कोई कौन कौनसा क्या क्यों कितना कितने गई गए गया जब जहाँ जा जाता जाती जाते \
            जिन जिस जिसका जिसके जिसमें जो तक तब तथा तो था थी थे दिया द्वारा दो न नहीं ने पर पहले फिर बहुत बाद भी मगर में यदि यह यहाँ या ये रहा रहे लिए \
            लेकिन व वह वहाँ वाले वे सकता सकते सभी साथ से हम ही हुआ हुई हुए है हैं हो होता होती होते होने
            """
        case .bulgarian:
            """
            а ако ала без беше би бил била били било в вас ви все всеки вече във върху г ги го да дали до докато друг другите е един една едно за \
            защо и из или им има имат й как какво както каква какви какъв кога когато което които кой който която към къде ли м между мен ми много \
            може му на над най не него нещо ние нищо но някои няма от още по под повече после при преди през пък с са само се си след смо те тези \
            този това тази така там то той тук тя у ще че
            """
        case .serbian:
            """
            а али ако без би било био била бити већ где да дана до док за зато зашто и из или им има имају их ја је једна једно јер још кад када како \
            кога која које којег који кроз међу ми много може на над након нас не него није о од ова овај ове ово око он она они оно па по под после пре \
            при с са само се све сви свој си смо су та тај тако те то у уз што шта ће a ali ako biti da do gde i ili iz je jer kada kako koja koje koji \
            na ne nije od ovaj po sa samo se su šta što u za će
            """
        case .lithuanian:
            """
            ant apie ar arba aš be bei bet bus būti buvo būdamas dar daug dėl ir iš į jau jei jeigu ji jie jis jo jos jų jūs kad kada kai kaip kas kiek kiekvienas \
            kita kitas ko kodėl kol koks kokia kur kuri kurie kuris kurio kurios labai man mano mes nei nes nuo nėra o pagal per po prie prieš sau save savo su \
            ta tačiau tai taip tarp tas tik to todėl tu turi už visi yra
            """
        case .irish:
            """
            a ach ag agus an ann aon ar as atá b ba bhí bhfuil cad cá cathain ché céard chuig conas cén d dá de do dom don dtí dul é faoi fuair gach gan go gur i iad \
            idir im in is í le leis má mar mé mo na nach ní níl níor nó nuair ó ón os roimh sa san sé seo sí sin siad sna sular tá thar tú um
            """
        case .basque:
            """
            al arabera baina baino baita bat batean batek baten batzuk behar bere berak bestea beste bezala da dago dela den dira direla ditu diren du duen duten \
            edo egin egiten ere eta ez ezin hala hain handia hau hauek hori hura izan izango izaten nola non nor noiz oso zein zen zer zergatik ziren zuen zuten
            """
        case .armenian:
            """
            այդ այլ այն այս ապա առ առանց ասում արդեն բայց դա դեպի են ենք եմ եւ է էին էր թե ինչ ինչպես ինչու իր իրենց կամ կարող հետ հետո համար մեջ մեկ մի միայն \
            նա նաև նրա նրանց որ որի որը որտեղ որպես ով պետք ու վրա քան
            """
        case .tamil:
            """
            அது அதன் அந்த அவர் அவர்கள் அவன் அவள் ஆகும் இது இந்த இருந்து இல்லை உள்ள உள்ளது எங்கே எது எந்த எப்படி எப்போது எவ்வளவு ஏன் என என்பது என்ன என்று \
            ஒரு கொண்ட செய்து தான் தொடர்பாக நான் பல பற்றி பிறகு போது மற்றும் மிக முதல் மேலும் யார் வரை
            """
        case .nepali:
            """
            अनि अब अर्को आफ्नो आफ्ना उनी उनको उनले उहाँ एक कति कसरी कसले कहाँ कहिले कि किन के को कुन गर्न गर्ने गरेको छ छन् जब जस्तै जुन तथा तर त्यो थियो थिए \
            देखि न नै पछि पनि पर्छ भएको भने भन्ने मा म माथि या यस यसको यो रहेको र लाई लागि ले वा सबै साथ सँग हामी हुन् हुने हो
            """
        case .yiddish:
            """
            און אויף אויך אז אין איז איך אים אָדער אָבער ביי דאָס די דער דעם דורך וואָס וועט ווען ווער ווי וואו ווייל זיי זייַן זיך זענען זי נאָך ניט נישט \
            פון פֿון פאר צו צווישן מיט מען עס ער קען האָט האָבן
            """
        case .chinese:
            """
            的 了 和 是 在 我 有 他 这 那 也 就 不 人 都 一 一个 上 着 没有 我们 你 你们 他们 她 它 它们 与 及 或 而 但 但是 因为 所以 如果 什么 甚么 怎么 怎样 如何 哪 \
            哪个 哪些 哪里 哪儿 谁 何 何时 为什么 为何 多少 几 多 吗 呢 吧 啊 被 把 从 对 对于 到 于 由 以 以及 之 其 其中 中 为 为了 将 会 能 可 可以 要 还 还有 这个 这些 \
            那个 那些 個 這 這個 這些 為 為什麼 什麼 誰 哪裡 嗎 與 從 對 會 沒有 他們 我們
            """
        case .japanese:
            """
            の に は を た が で て と し れ さ ある いる も する から な こと として い や など なっ ない この ため その あっ よう また もの という あり まで られ なる へ か だ \
            これ によって により おり より による ず なり られる において ば なかっ なく しかし について せ だっ その後 できる それ う ので なお のみ でき き つ における および いう \
            さらに でも ら たり その他 に関する たち ます ん なら に対して 何 誰 どこ いつ なぜ どう どの どれ どのように いくつ いくら どんな です した して ました でした か ください
            """
        case .korean:
            """
            이 그 저 것 수 등 들 및 또는 그리고 그러나 하지만 때문에 위해 위한 대한 대해 통해 따라 의해 의한 있는 있다 있었다 없는 없다 하는 한다 했다 하고 하여 한 된 되는 된다 되었다 \
            이다 였다 입니다 있습니다 그는 그녀 그의 우리 저는 나는 어떤 무엇 무엇을 무엇이 무엇인가 누구 누가 언제 어디 어디에 어디서 왜 어떻게 얼마나 몇 모든 다른 가장 더 매우 또한 \
            에서 으로 에게 부터 까지 보다
            """
        case .thai:
            """
            ที่ และ ของ ใน เป็น มี ได้ ให้ กับ จาก การ ความ ว่า ไม่ จะ ก็ นี้ นั้น คือ โดย แต่ หรือ ซึ่ง เพื่อ ถึง อยู่ ไป มา แล้ว ถ้า เมื่อ อย่าง ด้วย กัน ต้อง \
            ยัง อะไร ใคร ที่ไหน เมื่อไหร่ เมื่อไร ทำไม อย่างไร เท่าไร เท่าไหร่ กี่ ไหน บ้าง ครับ ค่ะ เรา เขา คุณ ผม ฉัน
            """
        case .burmese, .khmer, .lao: ""
        }
    }
}
