/** Where things that are not ours come from. */
export function About() {
  return (
    <section className="grid max-w-[64ch] gap-6">
      <div>
        <h2>Demo data</h2>
        <p className="mt-1 text-muted">
          The demo shop shows sales of an online gift shop in the United Kingdom, December 2010 to December 2011: Chen, D. (2015), <i>Online Retail</i>, UCI Machine Learning Repository,{" "}
          <span className="break-all">doi.org/10.24432/C5BW33</span>, licensed under CC BY 4.0. Changed here: the dates are moved forward, so that the shop looks as if it had sold yesterday.
        </p>
      </div>
      <div>
        <h2>Type and icons</h2>
        <p className="mt-1 text-muted">Inter by Rasmus Andersson, SIL Open Font License 1.1. Icons by Lucide, ISC licence.</p>
      </div>
      <div>
        <h2>Aisle</h2>
        <p className="mt-1 text-muted">Apache License 2.0. Your sales stay on the computer that runs it.</p>
      </div>
    </section>
  );
}
